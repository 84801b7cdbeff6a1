using Ticker.Engine.Deliver;

namespace Ticker.Recording.Tests.Replay;

/// <summary>A socket that takes everything at once, or - when it is shut - keeps what it is given until it is opened.</summary>
internal sealed class GatedSink : IFrameSink
{
    private Action _writable = static () => { };
    private byte[]? _waiting;

    public List<byte> Bytes { get; } = [];

    public bool IsShut { get; set; }

    /// <summary>After how many bytes it shuts by itself, again and again; 0 = never.</summary>
    public Func<bool>? ShutsAfterSend { get; init; }

    public bool IsBroken { get; set; }

    public bool OutputEnded { get; private set; }

    public bool IsWaiting => _waiting is not null;

    public void Attach(Action writable) => _writable = writable;

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        Assert.Null(_waiting);
        if (IsBroken)
        {
            return SendOutcome.Broken;
        }

        if (IsShut || ShutsAfterSend?.Invoke() == true)
        {
            _waiting = frames.ToArray();
            return SendOutcome.Pending;
        }

        Bytes.AddRange(frames);
        return SendOutcome.Sent;
    }

    public void EndOutput() => OutputEnded = true;

    /// <summary>Takes what waits.</summary>
    public void Open()
    {
        IsShut = false;
        if (_waiting is { } waiting)
        {
            _waiting = null;
            Bytes.AddRange(waiting);
            _writable();
        }
    }
}
