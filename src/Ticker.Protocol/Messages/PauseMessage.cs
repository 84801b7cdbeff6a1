namespace Ticker.Protocol;

/// <summary><c>pause</c>: stops delivery; what happens meanwhile is conflated, or in <c>all</c> kept within the budget.</summary>
public sealed record PauseMessage : ClientMessage
{
    /// <summary>The subscription; 0 = the tape of a replay, which is written without an id.</summary>
    public required int Id { get; init; }

    /// <inheritdoc/>
    public override string Op => "pause";

    internal override void Write<TWriter>(ref TWriter writer) => writer.OpAndIdIfAny(Op, Id);
}
