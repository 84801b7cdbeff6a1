using Ticker.Model;

namespace Ticker.Protocol;

/// <summary><c>seek</c>: goes on elsewhere in a replay. Its subscriptions end with a statement and begin anew there.</summary>
public sealed record SeekMessage : ClientMessage
{
    /// <summary>The sequence of the first tick that is to come, or the next there is; null = by time.</summary>
    public ulong? Sequence { get; init; }

    /// <summary>The time, by the recording's clock, from which ticks are to come; null = by sequence.</summary>
    public UnixNanos? Time { get; init; }

    /// <inheritdoc/>
    public override string Op => "seek";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(1 + (Sequence is null ? 0 : 1) + (Time is null ? 0 : 1));
        writer.Pair("op"u8, Op);
        if (Sequence is { } sequence)
        {
            writer.WidePair("seq"u8, sequence);
        }

        if (Time is { } time)
        {
            writer.WidePair("time"u8, time.Value);
        }

        writer.EndMap();
    }
}
