using System.Diagnostics;
using Ticker.Load.Feeds;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Runs;

/// <summary>
/// How old ticks are when they reach a subscriber: a steady rate in, many subscribers of everything out. Age is from the
/// server's receive time, which it takes when it has read the tick off the feed's connection, to the subscriber's
/// having read it off its own; both clocks are this machine's.
/// </summary>
public static class LatencyRun
{
    private const int Instruments = 200;
    private const int DifferentMessages = 64;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(1);

    public static LatencyResult Measure(string serverDll, int subscribers, int ticksPerSecond, TimeSpan duration)
    {
        using ServerProcess server = ServerProcess.Start(serverDll);
        using GrpcPublisher publisher = GrpcPublisher.Connect(server.Grpc, "load", Instruments);
        using var crowd = new Crowd(server.Web, subscribers);
        var market = new SampleMarket(Instruments, tradeEvery: 5);
        int ticksPerStep = (int)(ticksPerSecond * Step.TotalSeconds);
        DataFrames[] messages =
            [.. Enumerable.Range(0, DifferentMessages).Select(_ => DataFrames.Create(market, ticksPerStep, frameEach: false, GrpcPublisher.StreamId, mostMessages: 1))];
        var lateness = new LatencyHistogram();
        Publish(publisher, messages, WarmUp, lateness);

        lateness.Clear();
        (ulong sequence, long ticks, long frames) = (publisher.Sequence, crowd.Ticks, crowd.Messages);
        (TimeSpan processorTime, TimeSpan own) = (server.ProcessorTime, Process.GetCurrentProcess().TotalProcessorTime);
        long start = Stopwatch.GetTimestamp();
        crowd.Count(true);
        Publish(publisher, messages, duration, lateness);
        crowd.Count(false);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        processorTime = server.ProcessorTime - processorTime;
        own = Process.GetCurrentProcess().TotalProcessorTime - own;
        bool complete = HasEverything(crowd, (long)(publisher.Sequence - TickMessages.FirstSequence) * subscribers);
        crowd.Stop();
        return new LatencyResult(
            subscribers, (long)(publisher.Sequence - sequence), crowd.Ticks - ticks, crowd.Messages - frames, elapsed, crowd.Ages, lateness, processorTime, own, server.ResidentBytes, complete);
    }

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

    // What is late is caught up with at once, and how late it was is told: a stalled publisher must not look like a calm one.
    private static void Publish(GrpcPublisher publisher, DataFrames[] messages, TimeSpan duration, LatencyHistogram lateness)
    {
        long start = Stopwatch.GetTimestamp();
        long steps = (long)(duration / Step);
        for (long step = 0; step < steps; step++)
        {
            TimeSpan due = step * Step;
            TimeSpan now;
            while ((now = Stopwatch.GetElapsedTime(start)) < due)
            {
                publisher.ReadWithin(due - now);
            }

            lateness.Add((long)(now - due).TotalNanoseconds);
            publisher.Send(messages[step % messages.Length]);
        }
    }
}
