using Ticker.Engine.Deliver;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>
/// A way out whose far end reads as much as the test lets it. Fails the test where the lane breaks the port's
/// contract: no send while one is pending, none after the end.
/// </summary>
internal sealed class SimulatedSink(SimulatedPeer peer) : IFrameSink
{
    private readonly Queue<byte> _rest = new();
    private Action _writable = static () => { };
    private bool _isHeld;

    /// <summary>How many bytes of one send go at once; the rest waits for <see cref="Take"/>.</summary>
    public int Capacity { get; set; } = int.MaxValue;

    /// <summary>Whether it holds back after each send, as for a peer that is behind in reading, until <see cref="EndHold"/>.</summary>
    public bool Holds { get; set; }

    /// <summary>Whether it does so because the peer reads nothing.</summary>
    public bool IsUnread { get; set; }

    /// <summary>Whether the next send finds that the peer is gone.</summary>
    public bool IsBroken { get; set; }

    /// <summary>Whether the lane has let go: from then on, it must not send.</summary>
    public Func<bool> IsOver { get; set; } = static () => false;

    /// <summary>Called at each send, also one that finds the peer gone.</summary>
    public Action Trying { get; set; } = static () => { };

    /// <summary>Told how many bytes are about to be sent.</summary>
    public Action<int> Sending { get; set; } = static _ => { };

    /// <summary>How many bytes wait for the peer to read.</summary>
    public int Rest => _rest.Count;

    public int Sends { get; private set; }

    public int LargestSend { get; private set; }

    public int OutputEnds { get; private set; }

    public void Attach(Action writable) => _writable = writable;

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        Assert.Empty(_rest);
        Assert.False(_isHeld, "the lane sent to one that is held back");
        Assert.False(frames.IsEmpty);
        Assert.False(IsOver(), "the lane sent after it had let go of the sink");
        Assert.Equal(0, OutputEnds);
        Sends++;
        LargestSend = Math.Max(LargestSend, frames.Length);
        Trying();
        if (IsBroken)
        {
            return SendOutcome.Broken;
        }

        Sending(frames.Length);
        int now = Math.Min(Capacity, frames.Length);
        peer.Receive(frames[..now]);
        if (now == frames.Length)
        {
            _isHeld = Holds;
            return !Holds ? SendOutcome.Sent : IsUnread ? SendOutcome.Unread : SendOutcome.Held;
        }

        foreach (byte one in frames[now..])
        {
            _rest.Enqueue(one);
        }

        return SendOutcome.Pending;
    }

    /// <summary>What it holds back may go on, if it does.</summary>
    public void EndHold()
    {
        if (_isHeld)
        {
            _isHeld = false;
            _writable();
        }
    }

    public void EndOutput() => OutputEnds++;

    /// <summary>The peer reads up to so many bytes of what waits; when it has all, the sink says that it is writable.</summary>
    public void Take(int bytes = int.MaxValue)
    {
        if (_rest.Count == 0)
        {
            return;
        }

        var taken = new byte[Math.Min(bytes, _rest.Count)];
        for (int i = 0; i < taken.Length; i++)
        {
            taken[i] = _rest.Dequeue();
        }

        peer.Receive(taken);
        if (_rest.Count == 0)
        {
            _writable();
        }
    }
}
