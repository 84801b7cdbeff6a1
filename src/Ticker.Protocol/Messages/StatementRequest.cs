namespace Ticker.Protocol;

/// <summary><c>statement</c>: asks for a subscription's accounts.</summary>
public sealed record StatementRequest : ClientMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <inheritdoc/>
    public override string Op => "statement";

    internal override void Write<TWriter>(ref TWriter writer) => writer.OpAndId(Op, Id);
}
