using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>Those who come and go, in good order and without a word: nothing of them may stay.</summary>
internal static class Quitters
{
    private const string Gone = "gone";
    private const string Everything = """{"op":"subscribe","id":1,"symbols":["*"]}""";

    /// <summary>Those who leave as one should not.</summary>
    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("half a handshake, then a reset", [Gone], (target, patience) => SaysAsync(target, "GET /v1/stream HTTP/1.1\r\nHost: localhost\r\nUpgr", patience)),
        new("a handshake, then a reset", [Gone], (target, patience) => SaysAsync(target, Handshakes.With(target.Authorization), patience)),
        new("subscribes and resets", [Gone], SubscribesAsync),
        new("half a frame, then a reset", [Gone], HalfFrameAsync),
        new("ends without a close", ["end"], FinishesAsync),
        new("asks for events and resets", [Gone], (target, patience) => AsksAsync(target, "/v1/events?symbols=*", patience)),
        new("waits for a poll and resets", [Gone], (target, patience) => SaysAsync(target, Get(target, "/v1/poll?symbols=NONE:X&wait_ms=60000"), patience)),
    ];

    /// <summary>Those who come and go all the time, the well-behaved among them.</summary>
    public static IReadOnlyList<HostileKind> Coming { get; } =
    [
        new("subscribes and closes", ["close 1000"], ClosesAsync),
        new("polls and leaves", ["200"], (target, patience) => AnsweredAsync(target, "/v1/poll?symbols=*&wait_ms=0", patience)),
        new("looks at a snapshot and leaves", ["200"], (target, patience) => AnsweredAsync(target, "/v1/snapshot?symbols=*", patience)),
        .. All,
    ];

    private static string Get(HostileTarget target, string path) => $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{target.Authorization}\r\n\r\n";

    private static async Task<string> SaysAsync(HostileTarget target, string bytes, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.SendAsync(bytes);
        intruder.Reset();
        return Gone;
    }

    private static async Task<string> AsksAsync(HostileTarget target, string path, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.SendAsync(Get(target, path));
        string answer = await intruder.AnswerAsync();
        intruder.Reset();
        return answer == "200" ? Gone : answer;
    }

    private static async Task<string> SubscribesAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.SayAsync(Everything);
        intruder.Reset();
        return Gone;
    }

    private static async Task<string> HalfFrameAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.SendAsync(Frames.Join(Frames.TextOf(Everything), Frames.TextOf(Everything)[..9]));
        await intruder.TextAsync();
        intruder.Reset();
        return Gone;
    }

    private static async Task<string> FinishesAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.SayAsync(Everything);
        await intruder.TextAsync();
        intruder.Finish();
        return await intruder.EndAsync();
    }

    private static async Task<string> ClosesAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.SendAsync(Frames.Join(Frames.TextOf(Everything), Frames.Close(1000)));
        return await intruder.CloseAsync();
    }

    private static async Task<string> AnsweredAsync(HostileTarget target, string path, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.SendAsync(Get(target, path));
        return await intruder.AnswerAsync();
    }
}
