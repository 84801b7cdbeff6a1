using System.Globalization;
using System.Net.Sockets;

namespace Ticker.Client.Subscriptions;

/// <summary>Puts what went wrong beneath a connection into plain words.</summary>
internal static class SubscriberFailure
{
    public static SubscriberException OfConnecting(Exception failure, Uri stream, int httpStatus, IReadOnlyDictionary<string, IEnumerable<string>>? headers, bool isOfTicker)
    {
        if (failure is SubscriberException told)
        {
            return told;
        }

        if (httpStatus is not (0 or 101))
        {
            return new SubscriberException(ConnectionEnd.Refused, $"{stream} refused: HTTP {httpStatus}{(httpStatus == 401 ? ", it wants a key or token that is valid" : "")}", failure)
            {
                HttpStatus = httpStatus,
                RetryAfter = Header(headers, "Retry-After") is { } text && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? TimeSpan.FromSeconds(seconds) : null,
                IsRefusedByTicker = isOfTicker,
            };
        }

        string cause = failure is OperationCanceledException ? "no answer in time" : Cause(failure);
        return new SubscriberException(ConnectionEnd.NoServer, $"no server answers at {stream}: {cause}", failure);
    }

    /// <summary>Whether it is how an HTTP client tells that nobody is there, or that the line broke.</summary>
    /// <remarks>A line that is cut at the moment it is made comes out of it as the socket's own exception.</remarks>
    public static bool IsOfLine(Exception failure) => failure is HttpRequestException or IOException or SocketException;

    public static SubscriberException OfConnection(Exception failure) =>
        new(ConnectionEnd.Broken, $"the connection broke: {Cause(failure)}", failure);

    public static SubscriberException OfClose(int code, string reason)
    {
        string meaning = code switch
        {
            1001 => "the server is going away",
            1012 => "the server is restarting",
            1013 => "the server has no memory to spare",
            4008 => "too slow a reader: ask for less, or read faster",
            4400 => "malformed messages",
            4401 => "the token is not valid",
            4403 => "not allowed",
            4408 => "no authentication in time",
            4409 => "too many connections",
            4413 => "too many subscriptions",
            4429 => "too many control messages",
            _ => "the server closed the connection",
        };
        return new SubscriberException(ConnectionEnd.Closed, $"{meaning} (close {code}{(reason.Length > 0 ? " " + reason : "")})") { CloseCode = code, CloseReason = reason };
    }

    private static string? Header(IReadOnlyDictionary<string, IEnumerable<string>>? headers, string name) =>
        headers?.FirstOrDefault(header => header.Key.Equals(name, StringComparison.OrdinalIgnoreCase)).Value?.FirstOrDefault();

    private static string Cause(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return socket.Message;
            }
        }

        return failure.Message;
    }
}
