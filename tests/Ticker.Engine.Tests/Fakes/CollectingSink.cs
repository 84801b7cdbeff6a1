using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>A way out that takes everything, for lanes that run on their own threads.</summary>
internal sealed class CollectingSink(WireEncoding encoding = WireEncoding.MessagePack) : IFrameSink
{
    private readonly Lock _lock = new();
    private readonly SimulatedPeer _peer = new(encoding);
    private Func<SimulatedPeer, bool>? _condition;
    private TaskCompletionSource _fulfilled = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Whether a send is a defect of the sink.</summary>
    public bool Throws { get; init; }

    public void Attach(Action writable)
    {
    }

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        if (Throws)
        {
            throw new InvalidTimeZoneException("this sink is broken on purpose");
        }

        lock (_lock)
        {
            _peer.Receive(frames);
            Look();
        }

        return SendOutcome.Sent;
    }

    public void EndOutput()
    {
    }

    /// <summary>Completes when the peer has what is waited for.</summary>
    public Task Until(Func<SimulatedPeer, bool> condition)
    {
        lock (_lock)
        {
            _fulfilled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _condition = condition;
            Look();
            return _fulfilled.Task;
        }
    }

    public ulong[] Sequences()
    {
        lock (_lock)
        {
            return [.. _peer.TicksOf(1).Select(tick => tick.Sequence)];
        }
    }

    private void Look()
    {
        if (_condition?.Invoke(_peer) == true)
        {
            _condition = null;
            _fulfilled.TrySetResult();
        }
    }
}
