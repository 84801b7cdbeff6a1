using Ticker.Engine.Deliver;

namespace Ticker.Benchmarks.Stages;

/// <summary>Takes every frame at once and counts its bytes.</summary>
internal sealed class SwallowingSink : IFrameSink
{
    public long Bytes { get; private set; }

    public void Attach(Action writable)
    {
    }

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        Bytes += frames.Length;
        return SendOutcome.Sent;
    }

    public void EndOutput()
    {
    }
}
