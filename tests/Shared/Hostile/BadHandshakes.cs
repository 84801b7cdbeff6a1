using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>Those who do not get past the handshake: requests that break a rule, come from the wrong page, or prove nothing.</summary>
internal static class BadHandshakes
{
    private const string NoKey = "tk_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

    // {"alg":"none"} . {"sub":"x"} .
    private const string Unsigned = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.";

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        Refused("wrong version", 426, key => Handshakes.Replacing("Sec-WebSocket-Version", "Sec-WebSocket-Version: 99", key)),
        Refused("no version", 400, key => Handshakes.Replacing("Sec-WebSocket-Version", key)),
        Refused("no host", 400, key => Handshakes.Replacing("Host", key)),
        Refused("two hosts", 400, key => Handshakes.With("Host: other", key)),
        Refused("no key", 400, key => Handshakes.Replacing("Sec-WebSocket-Key", key)),
        Refused("a short key", 400, key => Handshakes.Replacing("Sec-WebSocket-Key", "Sec-WebSocket-Key: AAAA", key)),
        Refused("HTTP/1.0", 400, key => Handshakes.With(key).Replace("HTTP/1.1", "HTTP/1.0", StringComparison.Ordinal)),
        Refused("POST", 405, key => Handshakes.With(key).Replace("GET", "POST", StringComparison.Ordinal)),
        Refused("an unknown path", 404, key => Handshakes.With(key).Replace("/v1/stream", "/v1/other", StringComparison.Ordinal)),
        Refused("an unknown subprotocol", 400, key => Handshakes.With("Sec-WebSocket-Protocol: chat", key)),
        Refused("smuggling by length and chunks", 400, key => Handshakes.With("Content-Length: 4", "Transfer-Encoding: chunked", key) + "0\r\n\r\n" + Handshakes.With(key)),
        Refused("smuggling by two lengths", 400, key => Handshakes.With("Content-Length: 0", "Content-Length: 5", key)),
        Refused("a space before the colon", 400, key => Handshakes.With("X : 1", key)),
        Refused("NUL in a header", 400, key => Handshakes.With("X: a\0b", key)),
        Refused("200 headers", 431, key => Handshakes.With([.. Enumerable.Range(0, 200).Select(n => $"X{n}: 1"), key])),
        Refused("40 KiB of headers", 431, key => Handshakes.With("X: " + new string('x', 40 * 1024), key)),
        Refused("a path of 10 KiB", 414, key => Handshakes.With(key).Replace("/v1/stream", "/v1/stream?" + new string('x', 10 * 1024), StringComparison.Ordinal)),
        Refused("garbage", 400, _ => "\u0001\u0002\u0003 garbage\r\n\r\n"),
        Refused("TLS on the plain port", 400, _ => "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003\r\n\r\n"),
        Refused("another origin", 403, key => Handshakes.With("Origin: http://evil.example", key)),
        Refused("origin null", 403, key => Handshakes.With("Origin: null", key)),
        Refused("an origin as a prefix", 403, key => Handshakes.With("Origin: http://localhost.evil.example", key)),
        Refused("an unknown API key", 401, _ => Handshakes.With($"Authorization: Bearer {NoKey}")),
        Refused("a token of 16 KiB", 401, _ => Handshakes.With($"Authorization: Bearer {new string('a', 16 * 1024)}")),
        Refused("a token without signature", 401, _ => Handshakes.With($"Authorization: Bearer {Unsigned}")),
        Refused("another scheme", 401, _ => Handshakes.With("Authorization: Basic dXNlcjpwYXNz")),
        Refused("two proofs", 401, key => Handshakes.With(key, key)),
        Refused("a ticket that was made up", 401, _ => Handshakes.With().Replace("/v1/stream", "/v1/stream?ticket=AAAAAAAAAAAAAAAAAAAAAA", StringComparison.Ordinal)),
        Refused("events without a key", 401, _ => "GET /v1/events?symbols=* HTTP/1.1\r\nHost: localhost\r\n\r\n"),
        Refused("a poll with a wrong symbol", 400, key => $"GET /v1/poll?symbols=AAPL HTTP/1.1\r\nHost: localhost\r\n{key}\r\n\r\n"),
        new("a wrong token in the first message", ["close 4401"], (target, patience) => UnknownAsync(target, $$"""{"op":"auth","token":"{{NoKey}}"}""", patience)),
        new("never says who it is", ["close 4408"], (target, patience) => UnknownAsync(target, """{"op":"ping","t":1}""", patience)),
    ];

    private static HostileKind Refused(string name, int status, Func<string, string> request) => new(name, [$"{status}"], async (target, patience) =>
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.TrySendAsync(System.Text.Encoding.Latin1.GetBytes(request(target.Authorization)));
        return await intruder.AnswerAsync();
    });

    private static async Task<string> UnknownAsync(HostileTarget target, string message, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.SendAsync(Handshakes.With(Handshakes.Json));
        string answer = await intruder.AnswerAsync();
        if (answer != "101")
        {
            return answer;
        }

        await intruder.SayAsync(message);
        return await intruder.CloseAsync();
    }
}
