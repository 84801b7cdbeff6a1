namespace Ticker.Protocol;

/// <summary><c>speed</c>: changes how fast the tape of a replay runs.</summary>
public sealed record SpeedMessage : ClientMessage
{
    /// <summary>A decimal number, or <c>max</c>. What it may be is for the replay to say.</summary>
    public required string Speed { get; init; }

    /// <inheritdoc/>
    public override string Op => "speed";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2);
        writer.Pair("op"u8, Op);
        writer.Pair("speed"u8, Speed);
        writer.EndMap();
    }
}
