using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Tests.Hostile;

/// <summary>Those who are let in and then want far too much.</summary>
internal static class Floods
{
    private const int Pings = 2_000;
    private const int Flaps = 200;

    // All that need not be made anew each time: what makes them must not be what disturbs.
    private static readonly byte[] ManyPings = Join(Enumerable.Range(1, Pings).Select(n => Ping(BitConverter.GetBytes(n))));
    private static readonly byte[] ManyMessages = Join(Enumerable.Range(1, 3_000).Select(n => TextOf($$"""{"op":"unsubscribe","id":{{n}}}""")));
    private static readonly byte[] ManySubscriptions = Join(Enumerable.Range(1, 3_000).Select(n => TextOf($$"""{"op":"subscribe","id":{{n}},"symbols":["*"]}""")));
    private static readonly byte[] ManyFragments = Join([Build(Text, """{"op":"ping","t":1}"""u8), .. Enumerable.Repeat(Build(Continuation, []), 20_000), Build(Final | Continuation, [])]);
    private static readonly byte[] ManySymbols = Subscribe(Enumerable.Range(0, 100_000).Select(n => $"XNAS:SYMBOL{n}"));
    private static readonly byte[] ManyShortSymbols = Subscribe(Enumerable.Range(0, 5_000).Select(n => $"X*:{n:x}*"));
    private static readonly byte[] OneSymbolOften = Subscribe(Enumerable.Repeat("XNAS:NOBODY", 10_000));
    private static readonly byte[] ManyFlaps = Join(Enumerable.Repeat(Join(TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"from":"now"}"""), TextOf("""{"op":"unsubscribe","id":1}""")), Flaps));

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("2,000 pings, pongs read", ["the last pong"], PingsAsync),
        new("20,000 empty fragments", ["answered"], (target, patience) => AskedAsync(target, ManyFragments, "\"pong\"", patience)),
        new("3,000 messages at once", ["close 4429"], (target, patience) => ClosedAsync(target, ManyMessages, patience)),
        new("3,000 subscriptions at once", ["close 4429"], (target, patience) => ClosedAsync(target, ManySubscriptions, patience)),
        new("100,000 symbols", ["close 1009"], (target, patience) => ClosedAsync(target, ManySymbols, patience)),
        new("5,000 patterns", ["answered"], (target, patience) => AskedAsync(target, ManyShortSymbols, "\"code\":\"limit\"", patience)),
        new("one symbol 10,000 times", ["answered"], (target, patience) => AskedAsync(target, OneSymbolOften, "\"unknown\":[\"XNAS:NOBODY\"]", patience)),
        new("subscribes and unsubscribes 200 times", [$"{Flaps} ends"], FlapAsync),
    ];

    private static byte[] Subscribe(IEnumerable<string> symbols) =>
        TextOf($$"""{"op":"subscribe","id":1,"symbols":[{{string.Join(',', symbols.Select(symbol => $"\"{symbol}\""))}}]}""");

    private static async Task<string> PingsAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        Task sending = intruder.TrySendAsync(ManyPings);
        string outcome = Intruder.Ended;
        while (await intruder.FrameAsync() is { } frame)
        {
            if (frame.Opcode == PongCode && BitConverter.ToInt32(frame.Payload) == Pings)
            {
                outcome = "the last pong";
                break;
            }
        }

        await sending;
        return outcome;
    }

    private static async Task<string> ClosedAsync(HostileTarget target, byte[] frames, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        Task sending = intruder.TrySendAsync(frames);
        string outcome = await intruder.CloseAsync();
        await sending;
        return outcome;
    }

    private static async Task<string> AskedAsync(HostileTarget target, byte[] frames, string wanted, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.SendAsync(frames);
        string answer = await intruder.TextAsync();
        return answer.Contains(wanted, StringComparison.Ordinal) ? "answered" : answer;
    }

    private static async Task<string> FlapAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        Task sending = intruder.TrySendAsync(ManyFlaps);
        int ends = 0;
        string text = "";
        while (ends < Flaps && (text = await intruder.TextAsync()).StartsWith('{'))
        {
            ends += text.StartsWith("{\"ev\":\"unsubscribed\"", StringComparison.Ordinal) ? 1 : 0;
        }

        await sending;
        return text.StartsWith('{') ? $"{ends} ends" : text;
    }
}
