using Ticker.Engine.Access;
using Ticker.Engine.Memory;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// One connection, as its lane sees it. Its transport makes it, has it join a lane, tells it what the peer does, and
/// waits for <see cref="Completion"/> before it touches the way out again. The members of the transport may be called
/// from any thread; all else is its lane's.
/// </summary>
public sealed class Subscriber : IAdmitted
{
    // A heartbeat, a ping and a few answers; then the close.
    private const int ReplyAllotment = 8 * 1024;

    // The object itself, its queues and its place in the lane: measured, and rounded up.
    internal const int ObjectsCost = 4 * 1024;

    /// <summary>The bytes that its sink may hold of what it was sent, and that stand in <see cref="MemoryCost"/>.</summary>
    public const int SinkAllotment = FrameSpace.Size;

    private readonly TaskCompletionSource<SubscriberEnd> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _lock = new();
    private readonly byte[] _pingPayload = new byte[125];
    private int _pingLength;
    private CloseReason _closeAsked;
    private CloseReason _closedFor;
    private int _signals;
    private PooledBytes? _gathered;
    private MemoryBudget _memory = null!;
    private Entitlements _entitlements = Entitlements.Everything;
    private TaskCompletionSource? _moved;

    /// <summary>Makes a subscriber that has not joined a lane yet.</summary>
    /// <param name="sink">Its way out.</param>
    /// <param name="encoding">The encoding that the handshake chose.</param>
    public Subscriber(IFrameSink sink, WireEncoding encoding)
        : this(sink, Framing.WebSocket(encoding))
    {
    }

    /// <summary>Makes a subscriber that has not joined a lane yet.</summary>
    /// <param name="sink">Its way out.</param>
    /// <param name="framing">How its messages are put on their road.</param>
    public Subscriber(IFrameSink sink, Framing framing)
    {
        (Sink, Framing) = (sink, framing);
        sink.Attach(() => Signal(SubscriberSignals.Writable));
    }

    /// <summary>
    /// The bytes that a transport must have taken of the server's memory for a connection before it joins, and gives
    /// back when nothing of it is left: what a lane holds for it without asking, and the copy that its sink makes of
    /// what the network does not take at once. What its transport and the kernel hold besides is for the transport to add.
    /// </summary>
    public const int MemoryCost = BareMemoryCost + SinkAllotment;

    /// <summary>The same for one whose sink asks for all that it holds: <see cref="SinkShare"/> is 0.</summary>
    public const int BareMemoryCost = ReplyAllotment + ObjectsCost;

    /// <summary>Completes when the lane has let go of the sink, with how to end the connection.</summary>
    public Task<SubscriberEnd> Completion => _completion.Task;

    /// <summary>How its messages are put on their road.</summary>
    public Framing Framing { get; }

    /// <summary>The encoding of its messages.</summary>
    public WireEncoding Encoding => Framing.Encoding;

    /// <summary>When its first heartbeat is due after it has joined, or has asked again; null = as often as all get one.</summary>
    public TimeSpan? FirstHeartbeat { get; set; }

    /// <summary>Told on the lane's thread when its sink has said <see cref="SendOutcome.Answered"/>: nothing is sent before it asks again.</summary>
    public Action? Answered { get; init; }

    /// <summary>How long it stays after an answer without asking again. To be well below the write deadline.</summary>
    public TimeSpan Rest { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The bytes that were taken for its sink ahead: <see cref="SinkAllotment"/>, or 0 where that asks for all that it holds.</summary>
    public int SinkShare { get; init; } = SinkAllotment;

    /// <summary>For how many ticks that wait there is memory in any case, at most: few, where many connections wait for little.</summary>
    public int MostSureTicks { get; init; } = int.MaxValue;

    /// <summary>How often it is told the accounts of its subscriptions without asking, for one that cannot ask; null = never.</summary>
    public TimeSpan? StatementInterval { get; init; }

    /// <summary>
    /// Of a replay: what runs the messages that are about its tape - pause and resume without a subscription, seek, step,
    /// speed - on the lane's thread, in their order among the others. Null = there is no tape.
    /// </summary>
    public Action<ClientMessage>? Tape { get; init; }

    /// <summary>Of a replay: tells the SHA-256 of what was sent of a subscription, for its statements. Null = not told.</summary>
    public Func<int, string?>? DigestOf { get; init; }

    /// <summary>What it may ask for. Any thread may read it. Default everything.</summary>
    public Entitlements Entitlements
    {
        get => Volatile.Read(ref _entitlements);
        init => _entitlements = value;
    }

    /// <summary>Why the server closed it; default when it did not.</summary>
    public CloseReason Closed { get; internal set; }

    /// <summary>What it was last to be closed for from outside its lane, even if the peer was gone before it could be; default = nothing.</summary>
    public CloseReason ClosedFor
    {
        get
        {
            lock (_lock)
            {
                return _closedFor;
            }
        }
    }

    /// <summary>
    /// The accounts of the subscription that ended last, as they stood behind the last byte that was sent: what waited then
    /// is pending. Null when none had begun. To be read after its completion, or when it was answered.
    /// </summary>
    public Statement? Final { get; internal set; }

    /// <summary>What is to be told when it was evicted; null when it was not. To be read after its completion.</summary>
    public Eviction? Evicted { get; internal set; }

    internal IFrameSink Sink { get; }

    internal Lane? Lane { get; set; }

    internal SubscriberState State { get; set; }

    internal ControlQueue Control { get; private set; } = null!;

    internal Dictionary<int, Subscription> Subscriptions { get; } = [];

    /// <summary>The subscriptions that have something to send, each once, in turn.</summary>
    internal Queue<Subscription> Round { get; } = new(1);

    /// <summary>Bytes of its cohorts that wait for its one send of this turn.</summary>
    internal PooledBytes Gathered => _gathered ??= new PooledBytes(new MemoryShare(_memory, SinkShare));

    internal int GatheredBytes => _gathered?.Count ?? 0;

    /// <summary>The bytes that it holds in what waits to be sent.</summary>
    internal long Held => Control.Held + (_gathered?.Held ?? 0);

    /// <summary>Of these, what was taken because it is more than what is taken for a connection.</summary>
    internal long Beyond => Math.Max(0, Control.Held - ReplyAllotment) + Math.Max(0, (_gathered?.Held ?? 0) - SinkShare);

    /// <summary>Cohorts that wait for it, or another in step, to take something; null = never any did.</summary>
    internal Queue<Cohort>? Blocked { get; set; }

    internal bool InReadyQueue { get; set; }

    internal bool SinkBusy { get; set; }

    /// <summary>Busy, but with nothing that has not left: the sink only waits for the peer to read.</summary>
    internal bool IsHeld { get; set; }

    /// <summary>Whether it read nothing of what was sent last: since <see cref="BusySince"/>.</summary>
    internal bool ReadsNothing { get; set; }

    /// <summary>Busy, but only because it has what it asked for, and has not asked again.</summary>
    internal bool IsAnswered { get; set; }

    /// <summary>Whether it takes nothing, as far as is known.</summary>
    internal bool IsStuck => (SinkBusy && !IsAnswered) || ReadsNothing;

    internal long BusySince { get; set; }

    /// <summary>The least interval that an operator holds its subscriptions to, in milliseconds; 0 = none.</summary>
    internal int FloorMs { get; set; }

    /// <summary>When its sink was last given something, as a stamp of the turn; 0 = never.</summary>
    internal long LastWrite { get; set; }

    /// <summary>When it last answered a ping, as a stamp; 0 = never.</summary>
    internal long LastPong { get; set; }

    internal int FillLimit { get; set; } = FrameSpace.MaxMessage;

    internal int Faults { get; set; }

    internal int Refusals { get; set; }

    internal bool HeartbeatWaits { get; set; }

    internal bool StatementWaits { get; set; }

    internal bool PingWaits { get; set; }

    internal bool PongOwed { get; set; }

    internal long NextHeartbeat { get; set; }

    internal long NextStatement { get; set; } = long.MaxValue;

    internal long NextPing { get; set; }

    internal long PongDeadline { get; set; } = long.MaxValue;

    internal long CloseDeadline { get; set; } = long.MaxValue;

    /// <summary>When the clock looks at it next; <see cref="long.MaxValue"/> = not yet known.</summary>
    internal long LookDue { get; set; } = long.MaxValue;

    internal bool PeerClosed { get; set; }

    internal bool OutputEndsAfterClose { get; set; }

    /// <summary>Whether its connection is about to end: something happened that its lane has not looked at yet. Any thread.</summary>
    public bool IsEnding =>
        ((SubscriberSignals)Volatile.Read(ref _signals) & (SubscriberSignals.PeerClosed | SubscriberSignals.PeerGone | SubscriberSignals.Close | SubscriberSignals.Fail)) != 0;

    /// <summary>Hands a message of the peer to the lane; waits while the lane has too many, which slows the peer.</summary>
    public ValueTask PostAsync(ClientMessage message, CancellationToken cancellation) =>
        Lane!.PostAsync(LaneCommand.For(this, message), cancellation);

    /// <summary>Hands the fault in a message of the peer to the lane, to be answered.</summary>
    public ValueTask PostAsync(MessageFault fault, CancellationToken cancellation) =>
        Lane!.PostAsync(LaneCommand.For(this, fault), cancellation);

    /// <summary>Has the lane say something to the peer, in its order among the answers to what was posted.</summary>
    public ValueTask TellAsync(ServerMessage message, CancellationToken cancellation) =>
        Lane!.PostAsync(new LaneCommand(this, null, null, null, null) { Reply = message }, cancellation);

    /// <summary>Has the lane say why the peer is refused, and close the connection behind that.</summary>
    public ValueTask RefuseAsync(ErrorReply why, CloseReason reason, CancellationToken cancellation) =>
        Lane!.PostAsync(new LaneCommand(this, null, null, null, null) { Reply = why, Close = reason }, cancellation);

    /// <summary>
    /// Has it go to another market before it asks for anything. The reader of its peer calls this, and hands on nothing until
    /// it is done; done is also that its connection ends.
    /// </summary>
    /// <param name="market">Where to.</param>
    /// <param name="cancellation">Gives up.</param>
    public async ValueTask MoveAsync(Pipeline market, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(market);
        _moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Lane!.PostAsync(new LaneCommand(this, null, null, null, null) { MoveTo = market.Freest }, cancellation).ConfigureAwait(false);
        await Task.WhenAny(_moved.Task, Completion).WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Expiring() => Signal(SubscriberSignals.ProofExpiring);

    /// <inheritdoc/>
    public void Changed(Entitlements entitlements)
    {
        Volatile.Write(ref _entitlements, entitlements);
        Signal(SubscriberSignals.EntitlementsChanged);
    }

    /// <inheritdoc/>
    public void Ended(AccessEnd end) => Close(
        end switch
        {
            AccessEnd.NotInTime => CloseReason.AuthTimeout,
            AccessEnd.Expired => CloseReason.TokenExpired,
            _ => CloseReason.Revoked,
        },
        failed: false);

    /// <summary>The peer pinged: the newest payload is answered.</summary>
    public void Pinged(ReadOnlySpan<byte> payload)
    {
        lock (_lock)
        {
            _pingLength = Math.Min(payload.Length, _pingPayload.Length);
            payload[.._pingLength].CopyTo(_pingPayload);
        }

        Signal(SubscriberSignals.Pinged);
    }

    /// <summary>The peer gave a sign of life.</summary>
    public void Alive() => Signal(SubscriberSignals.Alive);

    /// <summary>The peer sent a close frame; it is answered with the same code, unless the server closed first.</summary>
    public void PeerClosing(int code)
    {
        lock (_lock)
        {
            _closeAsked = code == 0 ? CloseReason.Empty : new CloseReason(code, "");
        }

        Signal(SubscriberSignals.PeerClosed);
    }

    /// <summary>The connection is lost, or the peer ended it without a close frame.</summary>
    public void PeerGone() => Signal(SubscriberSignals.PeerGone);

    /// <summary>
    /// The peer that was answered asks again. If the lane has let go meanwhile, <see cref="Completion"/> has completed, or
    /// completes.
    /// </summary>
    /// <param name="wait">When its next heartbeat is due.</param>
    public void Ask(TimeSpan wait)
    {
        FirstHeartbeat = wait;
        Signal(SubscriberSignals.Asked);
    }

    /// <summary>Asks the lane to close the connection.</summary>
    /// <param name="reason">How.</param>
    /// <param name="failed">Whether the peer broke the protocol, so that no close frame of it is waited for.</param>
    public void Close(CloseReason reason, bool failed)
    {
        lock (_lock)
        {
            (_closeAsked, _closedFor) = (reason, reason);
        }

        Signal(failed ? SubscriberSignals.Fail : SubscriberSignals.Close);
    }

    /// <summary>Makes it one of a lane's. Whatever happened before was queued nowhere: the lane looks in any case.</summary>
    internal void Join(Lane lane, int pendingReplyBytes, MemoryBudget memory)
    {
        _memory = memory;
        Control = new ControlQueue(pendingReplyBytes, new MemoryShare(memory, ReplyAllotment));
        Lane = lane;
        Interlocked.Or(ref _signals, (int)SubscriberSignals.Joined);
        Lane!.Signalled(this);
    }

    /// <summary>Makes it one of another lane's; what was signalled meanwhile is looked at there.</summary>
    internal void MoveTo(Lane lane)
    {
        LookDue = long.MaxValue;
        Lane = lane;
        Interlocked.Or(ref _signals, (int)SubscriberSignals.Joined);
        lane.Signalled(this);
        _moved!.SetResult();
    }

    internal void Signal(SubscriberSignals signal)
    {
        // Whoever raises the first flag queues the subscriber; so it is queued at most once.
        if (Interlocked.Or(ref _signals, (int)signal) == 0)
        {
            Lane?.Signalled(this);
        }
    }

    internal SubscriberSignals TakeSignals() => (SubscriberSignals)Interlocked.Exchange(ref _signals, 0);

    internal CloseReason TakeCloseAsked()
    {
        lock (_lock)
        {
            return _closeAsked;
        }
    }

    internal int CopyPing(Span<byte> destination)
    {
        lock (_lock)
        {
            _pingPayload.AsSpan(0, _pingLength).CopyTo(destination);
            return _pingLength;
        }
    }

    /// <summary>What was gathered still leaves before what follows, where accounts are told that count it as delivered; or not at all.</summary>
    internal void EndGathered(bool leaves)
    {
        if (leaves && _gathered is not null)
        {
            Control.Take(_gathered);
        }

        _gathered?.Clear();
    }

    internal void Complete(SubscriberEnd end) => _completion.TrySetResult(end);
}
