namespace Ticker.Protocol;

/// <summary><c>step</c>: plays so many ticks of the recording at once, and then pauses the tape of a replay.</summary>
public sealed record StepMessage : ClientMessage
{
    /// <summary>How many, of all instruments; 1 to <see cref="MessageLimits.MaxStep"/>. Default 1.</summary>
    public int Ticks { get; init; } = 1;

    /// <inheritdoc/>
    public override string Op => "step";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2);
        writer.Pair("op"u8, Op);
        writer.Pair("ticks"u8, Ticks);
        writer.EndMap();
    }
}
