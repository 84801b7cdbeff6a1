using System.Diagnostics.Metrics;

namespace Ticker.Server.Metrics;

/// <summary>Which instruments are reported, however that is done: the server's own, and what matters of the runtime's. Stateless.</summary>
internal static class ReportedInstruments
{
    /// <summary>The name of the runtime's meter.</summary>
    public const string Runtime = "System.Runtime";

    // The rest of the runtime's meter is for those who look for a fault in it.
    private static readonly HashSet<string> OfTheRuntime = new(StringComparer.Ordinal)
    {
        "dotnet.process.cpu.time", "dotnet.process.memory.working_set", "dotnet.gc.collections", "dotnet.gc.pause.time", "dotnet.gc.heap.total_allocated",
        "dotnet.gc.last_collection.heap.size", "dotnet.gc.last_collection.heap.fragmentation.size", "dotnet.thread_pool.queue.length", "dotnet.monitor.lock_contentions",
    };

    /// <summary>Whether an instrument is.</summary>
    /// <param name="instrument">The instrument.</param>
    /// <param name="factory">Made the server's meter; another server of the process has another.</param>
    public static bool Include(Instrument instrument, IMeterFactory factory) => instrument.IsObservable
        && ((instrument.Meter.Name == TickerMeter.Name && instrument.Meter.Scope == factory)
            || (instrument.Meter.Name == Runtime && OfTheRuntime.Contains(instrument.Name)));
}
