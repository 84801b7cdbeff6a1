namespace Ticker.Protocol;

/// <summary>A control message from the server. Immutable.</summary>
public abstract record ServerMessage
{
    private protected ServerMessage()
    {
    }

    /// <summary>The value of its key <c>ev</c>.</summary>
    public abstract string Event { get; }

    internal abstract void Write<TWriter>(ref TWriter writer)
        where TWriter : struct, IMapWriter, allows ref struct;

    private protected static int Count(bool present) => present ? 1 : 0;
}
