using System.Diagnostics.CodeAnalysis;
using System.Net;
using Microsoft.Extensions.Primitives;

namespace Ticker.Transports.Proxies;

/// <summary>Reads the header <c>Forwarded</c> of RFC 7239, section 4. Thread-safe.</summary>
public static class ForwardedHeader
{
    private const string TokenMarks = "!#$%&'*+-.^_`|~";

    /// <summary>Reads the header.</summary>
    /// <param name="lines">Its lines, in the order of the request.</param>
    /// <param name="hops">What each proxy says, the one nearest to the client first.</param>
    /// <returns>False where it does not keep to the grammar.</returns>
    public static bool TryRead(StringValues lines, out List<ForwardedHop> hops)
    {
        hops = [];
        foreach (string? line in lines)
        {
            ReadOnlySpan<char> rest = line;
            while (true)
            {
                if (!TryReadHop(ref rest, out ForwardedHop? hop))
                {
                    return false;
                }

                // An element may be empty (RFC 9110, 5.6.1.2).
                if (hop is not null)
                {
                    hops.Add(hop);
                }

                if (rest.IsEmpty)
                {
                    break;
                }

                rest = rest[1..];
            }
        }

        return true;
    }

    /// <summary>Reads a node: an address, with a port or without; IPv6 in brackets.</summary>
    /// <returns>Null where it is none: <c>unknown</c>, or a name that hides the address.</returns>
    public static IPEndPoint? Node(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool isBare = text.Contains(':', StringComparison.Ordinal) && !text.StartsWith('[');
        int colons = text.AsSpan().Count(':');
        if (isBare && colons != 1)
        {
            return null;
        }

        // A port may be hidden behind a name too.
        int end = text.StartsWith('[') ? text.IndexOf(']', StringComparison.Ordinal) + 1 : isBare ? text.IndexOf(':', StringComparison.Ordinal) : text.Length;
        if (end < text.Length && text.AsSpan(end).StartsWith(":_"))
        {
            text = text[..end];
        }

        // A number alone would pass for an address.
        bool isAddress = text.StartsWith('[') || text.AsSpan().Count('.') == 3;
        return isAddress && IPEndPoint.TryParse(text, out IPEndPoint? node) ? node : null;
    }

    // Up to a comma, or to the end.
    private static bool TryReadHop(ref ReadOnlySpan<char> rest, out ForwardedHop? hop)
    {
        hop = null;
        IPEndPoint? node = null;
        string? scheme = null;
        string? host = null;
        var names = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        for (rest = rest.TrimStart(" \t"); !rest.IsEmpty && rest[0] != ','; rest = rest.TrimStart(" \t"))
        {
            if (rest[0] == ';')
            {
                rest = rest[1..];
                continue;
            }

            if (!TryReadPair(ref rest, out string? name, out string? value) || !names.Add(name))
            {
                return false;
            }

            switch (name.ToUpperInvariant())
            {
                case "FOR":
                    node = Node(value);
                    break;
                case "PROTO":
                    scheme = value.ToUpperInvariant() switch { "HTTP" => "http", "HTTPS" => "https", _ => null };
                    break;
                case "HOST":
                    host = value;
                    break;
                default:
                    break;
            }
        }

        hop = names.Count == 0 ? null : new ForwardedHop(node, scheme, host);
        return true;
    }

    private static bool TryReadPair(ref ReadOnlySpan<char> rest, [NotNullWhen(true)] out string? name, [NotNullWhen(true)] out string? value)
    {
        value = null;
        if (!TryReadToken(ref rest, out name) || rest.IsEmpty || rest[0] != '=')
        {
            return false;
        }

        rest = rest[1..];
        bool isRead = !rest.IsEmpty && rest[0] == '"' ? TryReadQuoted(ref rest, out value) : TryReadToken(ref rest, out value);
        ReadOnlySpan<char> after = rest.TrimStart(" \t");
        return isRead && (after.IsEmpty || after[0] is ',' or ';');
    }

    private static bool TryReadToken(ref ReadOnlySpan<char> rest, [NotNullWhen(true)] out string? token)
    {
        int length = 0;
        while (length < rest.Length && (char.IsAsciiLetterOrDigit(rest[length]) || TokenMarks.Contains(rest[length], StringComparison.Ordinal)))
        {
            length++;
        }

        token = length == 0 ? null : rest[..length].ToString();
        rest = rest[length..];
        return token is not null;
    }

    private static bool TryReadQuoted(ref ReadOnlySpan<char> rest, [NotNullWhen(true)] out string? text)
    {
        text = null;
        var read = new System.Text.StringBuilder();
        for (int i = 1; i < rest.Length; i++)
        {
            if (rest[i] == '"')
            {
                text = read.ToString();
                rest = rest[(i + 1)..];
                return true;
            }

            if (rest[i] == '\\' && ++i == rest.Length)
            {
                return false;
            }

            read.Append(rest[i]);
        }

        return false;
    }
}
