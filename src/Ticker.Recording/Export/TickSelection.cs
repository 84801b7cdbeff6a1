using Ticker.Model;

namespace Ticker.Recording.Export;

/// <summary>Which ticks of a recording are meant. Immutable.</summary>
public sealed record TickSelection
{
    /// <summary>Everything.</summary>
    public static TickSelection All { get; } = new();

    /// <summary>Which instruments; null = all.</summary>
    public Func<Instrument, bool>? Instruments { get; init; }

    /// <summary>Which kinds.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>From which receive time on; null = from the beginning.</summary>
    public UnixNanos? From { get; init; }

    /// <summary>Up to which receive time, itself not included; null = to the end.</summary>
    public UnixNanos? To { get; init; }

    /// <summary>Whether an instrument is meant.</summary>
    public bool Includes(Instrument instrument) => Instruments is null || Instruments(instrument);

    /// <summary>Whether a tick is meant by its kind and its receive time.</summary>
    public bool Includes(in RecordedTick tick) =>
        tick.Tick.Kind <= TickKind.Status
        && (Kinds & (TickKinds)(1 << (int)tick.Tick.Kind)) != 0
        && (From is not { } from || tick.RecordedAt >= from)
        && (To is not { } to || tick.RecordedAt < to);
}
