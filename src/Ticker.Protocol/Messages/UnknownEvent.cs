namespace Ticker.Protocol;

/// <summary>A control message of a kind that this version does not know: to be ignored.</summary>
public sealed record UnknownEvent : ServerMessage
{
    internal UnknownEvent(string name) => Event = name;

    /// <inheritdoc/>
    public override string Event { get; }

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(1);
        writer.Pair("ev"u8, Event);
        writer.EndMap();
    }
}
