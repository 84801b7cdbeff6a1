using Ticker.Model;

namespace Ticker.Protocol;

/// <summary><c>tape</c>: where the tape of a replay is and what it does. Sent whenever that changes other than by going on.</summary>
public sealed record TapeNews : ServerMessage
{
    /// <summary>What it does.</summary>
    public required TapeState State { get; init; }

    /// <summary>The sequence of the last tick that was played, or that lies before its place; 0 = none.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Its place, by the recording's clock.</summary>
    public required UnixNanos Time { get; init; }

    /// <summary>How fast it runs: a decimal number, or <c>max</c>.</summary>
    public required string Speed { get; init; }

    /// <summary>How often it began again from another place, by seeking or at its end.</summary>
    public int Lap { get; init; }

    /// <inheritdoc/>
    public override string Event => "tape";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(6);
        writer.Pair("ev"u8, Event);
        writer.Pair("state"u8, WireWords.TapeStates[(int)State]);
        writer.WidePair("seq"u8, Sequence);
        writer.WidePair("time"u8, Time.Value);
        writer.Pair("speed"u8, Speed);
        writer.Pair("lap"u8, Lap);
        writer.EndMap();
    }
}
