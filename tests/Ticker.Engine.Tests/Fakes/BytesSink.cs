using Ticker.Engine.Deliver;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>A way out that takes everything and keeps each send as it was.</summary>
internal sealed class BytesSink : IFrameSink
{
    public List<byte[]> Sends { get; } = [];

    public void Attach(Action writable)
    {
    }

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        Sends.Add(frames.ToArray());
        return SendOutcome.Sent;
    }

    public void EndOutput()
    {
    }
}
