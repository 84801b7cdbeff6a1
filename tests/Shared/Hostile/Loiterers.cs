using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>Those who take their time: they say nothing, read nothing, or either by the byte.</summary>
internal static class Loiterers
{
    private const int SmallBuffer = 4096;

    private static readonly TimeSpan BetweenBytes = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Trickling = TimeSpan.FromSeconds(3);
    private static readonly string[] PutOut = [Intruder.WasReset, Intruder.Ended];

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        new("connects and says nothing", PutOut, SilentAsync),
        new("dribbles its handshake", ["408"], DribbleAsync),
        new("never reads its subscription to everything", PutOut, NeverReadsAsync),
        new("answers no ping", PutOut, NoPongAsync),
        new("reads its subscription by a trickle, and leaves", ["served"], TrickleAsync),
        new("never reads its events", PutOut, (target, patience) => NeverReadsAsync(target, Get(target, "/v1/events?symbols=*&mode=all"), patience)),
        new("never reads its lines", PutOut, (target, patience) => NeverReadsAsync(target, Get(target, "/v1/ticks?symbols=*&mode=all"), patience)),
        new("never reads its polls", PutOut, (target, patience) => NeverReadsAsync(target, string.Concat(Enumerable.Repeat(Get(target, "/v1/poll?symbols=*&wait_ms=0"), 100)), patience)),
        new("never reads its snapshots", PutOut, (target, patience) => NeverReadsAsync(target, string.Concat(Enumerable.Repeat(Get(target, "/v1/snapshot?symbols=*"), 100)), patience)),
    ];

    private static string Get(HostileTarget target, string path) => $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{target.Authorization}\r\n\r\n";

    private static async Task<string> SilentAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        return await intruder.EndAsync();
    }

    private static async Task<string> DribbleAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience);
        await intruder.SendAsync("GET /v1/stream HTTP/1.1\r\nX: ");
        Task<string> answer = intruder.AnswerAsync();
        while (!answer.IsCompleted)
        {
            await intruder.TrySendAsync("x"u8.ToArray());
            await Task.WhenAny(answer, Task.Delay(BetweenBytes, patience));
        }

        return await answer;
    }

    private static async Task<string> NeverReadsAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience, SmallBuffer);
        await intruder.SayAsync("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all"}""");
        return await intruder.OverAsync();
    }

    private static async Task<string> NeverReadsAsync(HostileTarget target, string requests, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.ConnectAsync(target.Web, patience, SmallBuffer);
        await intruder.TrySendAsync(System.Text.Encoding.ASCII.GetBytes(requests));
        return await intruder.OverAsync();
    }

    private static async Task<string> NoPongAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        return await intruder.CloseAsync();
    }

    // At 4 KB/s: either it is still served what is fresh, or it was put out for it.
    private static async Task<string> TrickleAsync(HostileTarget target, CancellationToken patience)
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience, SmallBuffer);
        await intruder.SayAsync("""{"op":"subscribe","id":1,"symbols":["*"]}""");
        long begin = System.Diagnostics.Stopwatch.GetTimestamp();
        while (System.Diagnostics.Stopwatch.GetElapsedTime(begin) < Trickling)
        {
            if (await intruder.SomeAsync(1_000) == 0)
            {
                return Intruder.Ended;
            }

            await Task.Delay(BetweenBytes, patience);
        }

        intruder.Reset();
        return "served";
    }
}
