using System.Net.WebSockets;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Protocol;
using Ticker.Transports.Access;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// What a peer says, from bytes to the lane: messages in order, pings, signs of life, and how it ends. It is given the
/// bytes by whoever reads the connection, one call at a time.
/// </summary>
/// <param name="subscriber">Whose they are.</param>
/// <param name="inflates">Whether what comes may be compressed.</param>
/// <param name="options">The limits.</param>
/// <param name="memory">The server's memory; the connection's own part of it is taken.</param>
/// <param name="time">The clock.</param>
public sealed class Inbound(Subscriber subscriber, bool inflates, StreamEndpointOptions options, MemoryBudget memory, TimeProvider time)
{
    private readonly PeerAccess? _access;
    private readonly FrameReader _frames = new(options.MaxMessage, new MemoryShare(memory, ConnectionMemory.MessageAllotment), inflates);
    private readonly MessageRate _rate = new(options.MessagesPerSecond, options.MessageBurst, time);
    private long _headerSince;
    private bool _deaf;
    private bool _peerClosing;

    /// <summary>Takes what a peer says that has to say who it is, or may say it again.</summary>
    /// <param name="subscriber">Whose it is.</param>
    /// <param name="inflates">Whether what comes may be compressed.</param>
    /// <param name="options">The limits.</param>
    /// <param name="memory">The server's memory; the connection's own part of it is taken.</param>
    /// <param name="time">The clock.</param>
    /// <param name="access">Who the peer is; null = nobody asks.</param>
    internal Inbound(Subscriber subscriber, bool inflates, StreamEndpointOptions options, MemoryBudget memory, TimeProvider time, PeerAccess? access)
        : this(subscriber, inflates, options, memory, time)
    {
        _access = access;
        if (access is { IsAdmitted: false })
        {
            _frames.MaxMessage = Math.Min(options.MaxMessage, access.MaxMessageBefore);
        }
    }

    /// <summary>How long the rest of a frame's header may take; null when none has begun.</summary>
    public TimeSpan? HeaderTimeLeft => _deaf || _frames.HeaderBytes == 0 ? null
        : options.ReadDeadline - time.GetElapsedTime(_headerSince) is { Ticks: > 0 } left ? left
        : TimeSpan.Zero;

    /// <summary>
    /// Takes what has come. Waits while the lane has too many messages, which slows the peer. After a close or a
    /// broken rule all that comes is dropped: it still has to be read, since unread bytes would turn the end of the
    /// connection into a reset that can overtake the close frame.
    /// </summary>
    public async ValueTask TakeAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellation)
    {
        int length = bytes.Length;
        while (!_deaf)
        {
            FrameEvent found = _frames.Read(bytes.Span, out int used);
            bytes = bytes[used..];
            if (found == FrameEvent.None)
            {
                break;
            }

            if (found == FrameEvent.Message)
            {
                await TakeMessageAsync(cancellation).ConfigureAwait(false);
            }
            else
            {
                Take(found);
            }
        }

        if (_frames.HeaderBytes > 0 && _frames.HeaderBytes <= length)
        {
            // It began with these bytes.
            _headerSince = time.GetTimestamp();
        }
    }

    /// <summary>The rest of a frame's header did not come in time.</summary>
    public void HeaderTimedOut() => Fail(new CloseReason((int)WebSocketCloseStatus.ProtocolError, "read_deadline"));

    /// <summary>Gives all memory back: nothing will be read any more.</summary>
    public void Release() => _frames.Clear();

    /// <summary>Nothing more comes: the peer has ended the connection, or it is broken.</summary>
    public void End()
    {
        _deaf = true;
        _frames.Clear();
        if (!_peerClosing)
        {
            subscriber.PeerGone();
        }
    }

    private ValueTask TakeMessageAsync(CancellationToken cancellation)
    {
        if (!_rate.TryTake())
        {
            subscriber.Close(CloseReason.TooFast, failed: false);
            return ValueTask.CompletedTask;
        }

        ClientMessage? message = ClientMessageReader.Read(_frames.Message, out MessageFault? fault);
        if (_access is not null && message is AuthMessage auth)
        {
            return AuthenticateAsync(_access, auth, cancellation);
        }

        if (_access is { IsAdmitted: false } && message is not (null or PingMessage))
        {
            return subscriber.PostAsync(PeerAccess.TooEarly(message), cancellation);
        }

        return message is null ? subscriber.PostAsync(fault!, cancellation) : subscriber.PostAsync(message, cancellation);
    }

    private async ValueTask AuthenticateAsync(PeerAccess access, AuthMessage auth, CancellationToken cancellation)
    {
        await access.TakeAsync(auth, cancellation).ConfigureAwait(false);
        if (access.IsAdmitted)
        {
            _frames.MaxMessage = options.MaxMessage;
        }
    }

    private void Take(FrameEvent found)
    {
        switch (found)
        {
            case FrameEvent.Ping:
                subscriber.Pinged(_frames.Ping);
                break;
            case FrameEvent.Pong:
                subscriber.Alive();
                break;
            case FrameEvent.Close:
                (_deaf, _peerClosing) = (true, true);
                _frames.Clear();
                subscriber.PeerClosing(_frames.CloseCode);
                break;
            case FrameEvent.Fault:
                Fail(_frames.Fault);
                break;
        }
    }

    private void Fail(CloseReason reason)
    {
        _deaf = true;
        _frames.Clear();
        subscriber.Close(reason, failed: true);
    }
}
