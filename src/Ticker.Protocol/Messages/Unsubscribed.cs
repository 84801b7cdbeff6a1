namespace Ticker.Protocol;

/// <summary><c>unsubscribed</c>: a subscription has ended; nothing of it follows.</summary>
public sealed record Unsubscribed : ServerMessage
{
    /// <summary>The subscription.</summary>
    public required int Id { get; init; }

    /// <summary>Its final accounts, whose keys stand beside <c>id</c>; its own id is not read. Null = not given.</summary>
    public Statement? Final { get; init; }

    /// <inheritdoc/>
    public override string Event => "unsubscribed";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2 + (Final?.AccountKeyCount ?? 0));
        writer.Pair("ev"u8, Event);
        writer.Pair("id"u8, Id);
        Final?.WriteAccounts(ref writer);
        writer.EndMap();
    }
}
