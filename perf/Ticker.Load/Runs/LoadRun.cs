using System.Diagnostics;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Runs;

/// <summary>
/// What a server does under a steady rate in and many subscribers out. Age is from the server's receive time, which it
/// takes when it has read the tick off the feed's connection, to the subscriber's having read it off its own; both
/// clocks are this machine's.
/// </summary>
public static class LoadRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static LoadResult Measure(IContender contender, Workload workload, TimeSpan warmUp, TimeSpan duration)
    {
        using ServerProcess server = contender.Start();
        using IOffer offer = contender.Offer(server, workload);
        using var crowd = new Crowd(server.Web, [.. Enumerable.Range(0, workload.Subscribers).Select(subscriber => contender.Request(workload, subscriber))]);
        var lateness = new LatencyHistogram();
        Pace.Publish(offer, warmUp, lateness);

        lateness.Clear();
        (long published, long due, long ticks, long messages) = (offer.Counts.Ticks, Due(offer, workload), crowd.Ticks, crowd.Messages);
        Func<CoreUse> cores = CoreUse.Measure(server);
        crowd.Count(true);
        Pace.Publish(offer, duration, lateness);
        crowd.Count(false);
        CoreUse used = cores();
        (published, ticks, messages) = (offer.Counts.Ticks - published, crowd.Ticks - ticks, crowd.Messages - messages);
        long dueInAll = Due(offer, workload);
        bool? complete = contender.Accounts ? HasEverything(crowd, dueInAll) : null;
        crowd.Stop();
        return new LoadResult(
            workload, published, ticks, messages, dueInAll - due, used.Elapsed, crowd.Ages, lateness, used, server.ResidentBytes, complete);
    }

    private static long Due(IOffer offer, Workload workload) => workload.SymbolsEach == 0
        ? offer.Counts.Ticks * workload.Subscribers
        : Enumerable.Range(0, workload.Subscribers).Sum(subscriber => offer.Counts.TicksOf(workload.Interest(subscriber)));

    // Every subscriber was there before the first tick, so what reached it stands for all that was published.
    private static bool HasEverything(Crowd crowd, long expected)
    {
        long start = Stopwatch.GetTimestamp();
        while (crowd.StandFor < expected && !crowd.HasFailed && Stopwatch.GetElapsedTime(start) < Patience)
        {
            Thread.Yield();
        }

        return crowd.StandFor == expected;
    }
}
