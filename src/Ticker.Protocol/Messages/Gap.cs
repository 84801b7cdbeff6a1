namespace Ticker.Protocol;

/// <summary><c>gap</c>: ticks are missing that this subscription would have got.</summary>
public sealed record Gap : ServerMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>The first sequence that may be missing; null = unknown.</summary>
    public ulong? From { get; init; }

    /// <summary>The last sequence that may be missing; null = unknown.</summary>
    public ulong? To { get; init; }

    /// <summary>Why.</summary>
    public required GapCause Cause { get; init; }

    /// <inheritdoc/>
    public override string Event => "gap";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(5);
        writer.Pair("ev"u8, Event);
        writer.Pair("id"u8, Id);
        writer.WidePair("from"u8, From);
        writer.WidePair("to"u8, To);
        writer.Pair("cause"u8, WireWords.GapCauses[(int)Cause]);
        writer.EndMap();
    }
}
