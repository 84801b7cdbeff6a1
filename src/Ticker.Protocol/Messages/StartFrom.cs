using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>The key <c>from</c> of a subscribe: where it starts. The default is a snapshot.</summary>
public readonly record struct StartFrom
{
    /// <summary>Which of the ways to start.</summary>
    public StartKind Kind { get; private init; }

    /// <summary>For <see cref="StartKind.Position"/>: the epoch, 0 to 2^53 - 1.</summary>
    public long Epoch { get; private init; }

    /// <summary>For <see cref="StartKind.Position"/>: the last sequence that was received.</summary>
    public ulong Sequence { get; private init; }

    /// <summary>For <see cref="StartKind.Time"/>: the instant.</summary>
    public UnixNanos Time { get; private init; }

    /// <summary>The state now, then live.</summary>
    public static StartFrom Snapshot => default;

    /// <summary>Live only.</summary>
    public static StartFrom Now => new() { Kind = StartKind.Now };

    /// <summary>What came after a position, then live.</summary>
    public static StartFrom Position(long epoch, ulong sequence) =>
        new() { Kind = StartKind.Position, Epoch = epoch, Sequence = sequence };

    /// <summary>The state as of an instant, what followed, then live.</summary>
    public static StartFrom At(UnixNanos time) => new() { Kind = StartKind.Time, Time = time };
}
