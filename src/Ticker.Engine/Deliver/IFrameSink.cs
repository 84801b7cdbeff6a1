namespace Ticker.Engine.Deliver;

/// <summary>
/// Where a subscriber's bytes go: a port, with a plain socket, a stream, or a simulated socket behind it. Only the
/// lane calls it, one call at a time, and only between <see cref="Subscriber"/>'s joining and its completion.
/// </summary>
public interface IFrameSink
{
    /// <summary>Tells the sink whom to call when it is writable again; any thread may call back.</summary>
    void Attach(Action writable);

    /// <summary>
    /// Takes whole frames and never blocks. What the way out does not take at once, the sink keeps and sends by
    /// itself; it must not be given more until it has called back.
    /// </summary>
    SendOutcome TrySend(ReadOnlySpan<byte> frames);

    /// <summary>
    /// How many bytes it was given that have not left, or have not arrived, as far as can be told. A look, for an operator:
    /// where nothing is known of it, 0.
    /// </summary>
    long Unsent => 0;

    /// <summary>Says that nothing follows what was sent: the peer reads the end. Where that cannot be, nothing.</summary>
    void EndOutput();
}
