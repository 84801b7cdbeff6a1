namespace Ticker.Protocol;

/// <summary><c>resume</c>: restarts delivery after a pause.</summary>
public sealed record ResumeMessage : ClientMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <inheritdoc/>
    public override string Op => "resume";

    internal override void Write<TWriter>(ref TWriter writer) => writer.OpAndId(Op, Id);
}
