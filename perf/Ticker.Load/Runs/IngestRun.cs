using System.Diagnostics;
using Ticker.Load.Contenders;
using Ticker.Load.Feeds;

namespace Ticker.Load.Runs;

/// <summary>
/// How many ticks one publisher gets into a server that nobody subscribes to, as fast as flow control lets it, and what
/// that costs the server. A tick counts when the server has acknowledged it.
/// </summary>
public static class IngestRun
{
    private const int Instruments = 200;
    private const int DifferentFrames = 16;

    // Time for the server's code to be compiled to its last stage.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3);

    public static IngestResult Measure(IContender contender, IngestCase ingest, TimeSpan duration)
    {
        using ServerProcess server = contender.Start();
        using GrpcPublisher publisher = GrpcPublisher.Connect(server.Feed, "load", Instruments);
        var market = new SampleMarket(Instruments, tradeEvery: 5);
        DataFrames[] frames = [.. Enumerable.Range(0, DifferentFrames).Select(_ => DataFrames.Create(market, ingest.TicksPerMessage, ingest.FrameEach, GrpcPublisher.StreamId))];
        Publish(publisher, frames, WarmUp);

        ulong first = publisher.Sequence;
        TimeSpan processorTime = server.ProcessorTime;
        TimeSpan own = Process.GetCurrentProcess().TotalProcessorTime;
        long start = Stopwatch.GetTimestamp();
        Publish(publisher, frames, duration);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        return new IngestResult(
            ingest, (long)(publisher.Sequence - first), elapsed, server.ProcessorTime - processorTime,
            Process.GetCurrentProcess().TotalProcessorTime - own, server.ResidentBytes);
    }

    private static void Publish(GrpcPublisher publisher, DataFrames[] frames, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; Stopwatch.GetElapsedTime(start) < duration; i++)
        {
            publisher.Send(frames[i % frames.Length]);
        }

        publisher.WaitForAcks();
    }
}
