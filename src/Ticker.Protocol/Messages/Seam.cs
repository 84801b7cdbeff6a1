namespace Ticker.Protocol;

/// <summary><c>seam</c>: of this subscription all before it was snapshot or history, all after it is live.</summary>
public sealed record Seam : ServerMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>The last sequence that came before it.</summary>
    public required ulong Sequence { get; init; }

    /// <inheritdoc/>
    public override string Event => "seam";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(3);
        writer.Pair("ev"u8, Event);
        writer.Pair("id"u8, Id);
        writer.WidePair("seq"u8, Sequence);
        writer.EndMap();
    }
}
