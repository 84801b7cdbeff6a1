using System.Text;
using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>Those who speak to a port in another tongue than its own, or its own to no good.</summary>
internal static class WrongTongues
{
    /// <summary>The kind that the web server ends without a word to its own application, which it then says in the log.</summary>
    public const string RapidReset = "1,000 requests reset at once on HTTP/2";

    private const string Preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    private const int HeaderLength = 9;
    private const byte EndStream = 1;

    private static readonly byte[] Hello = [.. Encoding.ASCII.GetBytes(Preface), .. Http2Frame.Build(Http2Frame.Settings, 0, 0)];

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("garbage on the HTTP/2 port", ["go away 0"], (target, patience) => SayAsync(target.Http2, [.. Enumerable.Repeat((byte)0xA5, 64)], patience)),
        new("a frame of garbage on HTTP/2", ["go away 1"], (target, patience) => SayAsync(target.Http2, [.. Hello, .. Http2Frame.Build(Http2Frame.Data, 0, 0, [1, 2, 3])], patience)),
        new("broken header compression on HTTP/2", ["go away 9"], (target, patience) => SayAsync(target.Http2, [.. Hello, .. Http2Frame.Build(Http2Frame.Headers, Http2Frame.EndHeaders | EndStream, 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF])], patience)),
        new("says go away at once on HTTP/2", ["go away 0"], (target, patience) => SayAsync(target.Http2, [.. Hello, .. Http2Frame.Build(Http2Frame.GoAway, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)], patience)),
        new(RapidReset, ["go away 2", "go away 11", Intruder.WasReset, Intruder.Ended], (target, patience) => SayAsync(target.Http2, [.. Hello, .. ResetsOf(target)], patience)),
        new("HTTP/1.1 on the HTTP/2 port", ["400"], (target, patience) => AskAsync(target.Http2, Handshakes.With(), patience)),
        new("HTTP/1.1 on the gRPC port", ["400"], (target, patience) => AskAsync(target.Grpc, Handshakes.With(), patience)),
        new("garbage on the gRPC port", ["go away 0"], (target, patience) => SayAsync(target.Grpc, [.. Enumerable.Repeat((byte)0xA5, 64)], patience)),
        new("publishes without a key", ["status 16"], (target, patience) => PublishAsync(target, null, patience)),
        new("publishes with a key that may not", ["status 7"], (target, patience) => PublishAsync(target, target.Key, patience)),
        new("HTTP/2 on the web port", ["go away 13"], (target, patience) => SayAsync(target.Web, Encoding.ASCII.GetBytes(Preface), patience)),
    ];

    private static byte[] Field(string name, string value) => [0, .. TextOf(name), .. TextOf(value)];

    // Without Huffman's code (RFC 7541, section 5.2); the texts are shorter than 127 bytes.
    private static byte[] TextOf(string text) => [(byte)text.Length, .. Encoding.ASCII.GetBytes(text)];

    private static IEnumerable<byte> ResetsOf(HostileTarget target)
    {
        byte[] fields =
        [
            .. Field(":method", "GET"), .. Field(":scheme", "http"), .. Field(":path", "/v1/events?symbols=*"), .. Field(":authority", "localhost"),
            .. Field("authorization", $"Bearer {target.Key}"),
        ];
        for (int stream = 1; stream < 2_000; stream += 2)
        {
            foreach (byte one in Http2Frame.Build(Http2Frame.Headers, Http2Frame.EndHeaders | EndStream, stream, fields))
            {
                yield return one;
            }

            foreach (byte one in Http2Frame.Build(Http2Frame.Reset, 0, stream, Http2Frame.BigEndian(8)))
            {
                yield return one;
            }
        }
    }

    private static async Task<string> AskAsync(System.Net.IPEndPoint where, string bytes, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(where, patience);
        await intruder.SendAsync(bytes);
        return await intruder.AnswerAsync();
    }

    private static async Task<string> SayAsync(System.Net.IPEndPoint where, byte[] bytes, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(where, patience);
        await intruder.TrySendAsync(bytes);
        while (await FrameAsync(intruder) is { } frame)
        {
            if (frame.Type == Http2Frame.GoAway)
            {
                return $"go away {frame.Payload[7]}";
            }
        }

        return Intruder.Ended;
    }

    // The status of a call stands in headers that are written as they are.
    private static async Task<string> PublishAsync(HostileTarget target, string? key, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Grpc, patience);
        byte[] fields =
        [
            .. Field(":method", "POST"), .. Field(":scheme", "http"), .. Field(":path", "/ticker.feed.v1.FeedService/Publish"), .. Field(":authority", "localhost"),
            .. Field("content-type", "application/grpc"), .. Field("te", "trailers"), .. key is null ? Array.Empty<byte>() : Field("authorization", $"Bearer {key}"),
        ];
        await intruder.SendAsync(Frames.Join(Hello, Http2Frame.Build(Http2Frame.Headers, Http2Frame.EndHeaders, 1, fields)));
        await intruder.SendAsync(Http2Frame.Build(Http2Frame.Data, 0, 1, [0, 0, 0, 0, 3, 0x0A, 0x7F, 0x01]));
        while (await FrameAsync(intruder) is { } frame)
        {
            string text = Encoding.Latin1.GetString(frame.Payload);
            int at = text.IndexOf("grpc-status", StringComparison.Ordinal);
            if (frame.Type == Http2Frame.Headers && at >= 0)
            {
                int value = at + "grpc-status".Length;
                return $"status {text.Substring(value + 1, text[value])}";
            }
        }

        return Intruder.Ended;
    }

    private static async Task<Http2Frame?> FrameAsync(Intruder intruder)
    {
        ReadOnlyMemory<byte> header = await intruder.BytesAsync(HeaderLength);
        if (header.Length < HeaderLength)
        {
            return null;
        }

        byte[] head = header.ToArray();
        int length = (head[0] << 16) | (head[1] << 8) | head[2];
        return new Http2Frame(head[3], head[4], head[8], (await intruder.BytesAsync(length)).ToArray());
    }
}
