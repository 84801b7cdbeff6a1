using Ticker.Model;
using Ticker.Recording;

namespace Ticker.Cli.Importing;

/// <summary>What was imported. For one thread.</summary>
internal sealed class ImportCounts
{
    /// <summary>Quotes.</summary>
    public long Quotes { get; private set; }

    /// <summary>Trades.</summary>
    public long Trades { get; private set; }

    /// <summary>Trading states.</summary>
    public long Statuses { get; private set; }

    /// <summary>The earliest time of recording.</summary>
    public UnixNanos First { get; private set; } = new(long.MaxValue);

    /// <summary>The latest time of recording.</summary>
    public UnixNanos Last { get; private set; } = new(long.MinValue);

    /// <summary>Counts one.</summary>
    public void Add(in RecordedTick recorded)
    {
        Quotes += recorded.Tick.Kind == TickKind.Quote ? 1 : 0;
        Trades += recorded.Tick.Kind == TickKind.Trade ? 1 : 0;
        Statuses += recorded.Tick.Kind == TickKind.Status ? 1 : 0;
        First = recorded.RecordedAt < First ? recorded.RecordedAt : First;
        Last = recorded.RecordedAt > Last ? recorded.RecordedAt : Last;
    }
}
