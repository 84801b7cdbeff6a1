namespace Ticker.Protocol;

/// <summary><c>resume</c>: restarts delivery after a pause.</summary>
public sealed record ResumeMessage : ClientMessage
{
    /// <summary>The subscription; 0 = the tape of a replay, which is written without an id.</summary>
    public required int Id { get; init; }

    /// <inheritdoc/>
    public override string Op => "resume";

    internal override void Write<TWriter>(ref TWriter writer) => writer.OpAndIdIfAny(Op, Id);
}
