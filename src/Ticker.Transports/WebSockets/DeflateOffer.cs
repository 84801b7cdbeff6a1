using Microsoft.Extensions.Primitives;

namespace Ticker.Transports.WebSockets;

/// <summary>What is answered to offers of permessage-deflate. Every message is compressed by itself, both ways, whatever was offered.</summary>
/// <remarks>Source: RFC 7692, section 7.1: a server may say so unasked; an offer that cannot be kept is passed over, as one that is not understood.</remarks>
public static class DeflateOffer
{
    private const string Name = "permessage-deflate";
    private const string ServerAlone = "server_no_context_takeover";
    private const string ClientAlone = "client_no_context_takeover";
    private const string ServerBits = "server_max_window_bits";
    private const string ClientBits = "client_max_window_bits";
    private const string MostBits = "15";

    /// <summary>Finds the first offer that can be kept.</summary>
    /// <param name="extensions">The lines of <c>Sec-WebSocket-Extensions</c>.</param>
    /// <returns>What to answer in that header; null = nothing, and messages are not compressed.</returns>
    public static string? Answer(StringValues extensions)
    {
        foreach (string? line in extensions)
        {
            foreach (string offer in (line ?? "").Split(','))
            {
                if (TryKeep(offer) is { } answer)
                {
                    return answer;
                }
            }
        }

        return null;
    }

    private static string? TryKeep(string offer)
    {
        string[] parts = offer.Split(';', StringSplitOptions.TrimEntries);
        if (!parts[0].Equals(Name, StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var told = new HashSet<string>(StringComparer.Ordinal);
        foreach (string parameter in parts[1..])
        {
            string[] pair = parameter.Split('=', 2, StringSplitOptions.TrimEntries);
            if (!told.Add(pair[0]) || !CanKeep(pair[0], pair.Length > 1 ? Unquoted(pair[1]) : null))
            {
                return null;
            }
        }

        string answer = $"{Name}; {ServerAlone}; {ClientAlone}";
        return told.Contains(ServerBits) ? $"{answer}; {ServerBits}={MostBits}" : answer;
    }

    // Of the server, a smaller window is not to be had: then those who share a frame would not all understand it.
    private static bool CanKeep(string name, string? value) => name switch
    {
        ServerAlone or ClientAlone => value is null,
        ServerBits => value == MostBits,
        ClientBits => value is null or "8" or "9" or "10" or "11" or "12" or "13" or "14" or MostBits,
        _ => false,
    };

    private static string Unquoted(string value) => value is ['"', .., '"'] ? value[1..^1] : value;
}
