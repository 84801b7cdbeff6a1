namespace Ticker.Protocol;

/// <summary>A control message from a client. Immutable.</summary>
public abstract record ClientMessage
{
    private protected ClientMessage()
    {
    }

    /// <summary>The value of its key <c>op</c>.</summary>
    public abstract string Op { get; }

    internal abstract void Write<TWriter>(ref TWriter writer)
        where TWriter : struct, IMapWriter, allows ref struct;
}
