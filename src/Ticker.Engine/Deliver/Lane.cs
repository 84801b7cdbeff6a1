using System.Threading.Channels;
using Ticker.Engine.Access;
using Ticker.Engine.Memory;
using Ticker.Engine.Normalize;
using Ticker.Engine.Recover;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Owns a set of subscribers and a last value cache, and shares nothing with other lanes. It does its work in
/// <see cref="Turn"/>s on one thread: take what was queued, note what changed, run commands, send to whoever is due
/// and writable, look at the deadlines. All that is public may be called from any thread, but for
/// <see cref="Turn"/>.
/// </summary>
/// <remarks>A few lines over 400 lines: what a lane does in a turn stands here whole.</remarks>
public sealed class Lane
{
    private const int MostCommandsPerTurn = 256;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private readonly LaneInlet _inlet;
    private readonly DeliveryOptions _options;
    private readonly MemoryBudget _memory;
    private readonly TimeProvider _time;
    private readonly TimeProvider? _tape;
    private readonly LaneMarket _market;
    private readonly LaneWork _work;
    private readonly SubscriptionDesk _desk;
    private readonly FrameComposer _composer;
    private readonly LaneSender _sender;
    private readonly LaneClock _clock;
    private readonly LaneReplies _replies;
    private readonly LaneLedger _ledger;
    private readonly Published<LaneTotals> _totals = new();
    private readonly Channel<LaneCommand> _commands;
    private readonly Action<Subscription> _evictOwner;
    private readonly LaneRest _rest;
    private readonly LaneDrain _drain;
    private readonly LaneReporter _reporter;
    private readonly long _commandSlice;
    private readonly LaneMoves _moves;
    private readonly LaneSignals _signals;
    private int _subscribers;
    private int _subscriptions;
    private long _evictions;

    /// <summary>Makes a lane.</summary>
    /// <param name="inlet">Where its batches come from.</param>
    /// <param name="instruments">The instruments of all feeds.</param>
    /// <param name="door">Knows the feeds.</param>
    /// <param name="epoch">The stream's epoch.</param>
    /// <param name="options">How subscribers are served.</param>
    /// <param name="memory">What the subscribers of all lanes may take together.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tape">
    /// Of a replay, the recording's clock: it tells when intervals end. Such a lane does one thing at a time - it looks
    /// at its subscriber and at deadlines only when all that came is sent, and takes one message in a turn - so that
    /// what it sends depends on nothing but its input. Its stamps must count as those of <paramref name="time"/>. Null = live.
    /// </param>
    /// <param name="recoveries">Gets what subscribers missed; null = that is not offered.</param>
    /// <param name="delay">How much later than it happened it gets the stream.</param>
    public Lane(
        LaneInlet inlet, InstrumentRegistry instruments, FeedDoor door, long epoch, DeliveryOptions options, MemoryBudget memory, TimeProvider time,
        TimeProvider? tape = null, Recoveries? recoveries = null, TimeSpan delay = default)
    {
        Delay = delay;
        (_inlet, _options, _memory, _time, _tape) = (inlet, options, memory, time, tape);
        _commands = Channel.CreateBounded<LaneCommand>(new BoundedChannelOptions(1_024) { SingleReader = true });
        _commandSlice = Ticks(options.CommandSlice);
        _rest = new LaneRest(options.SendShare, time.TimestampFrequency);
        _evictOwner = subscription => Evict(subscription.Owner, subscription.IsOverItsBudget ? EvictionReason.Budget : EvictionReason.Memory);
        _work = new LaneWork(Ticks(LongestWait));
        _market = new LaneMarket(instruments, door, _work);
        _ledger = new LaneLedger(Ticks(LongestWait));
        RecoveryDesk? recovery = recoveries is null ? null : new(recoveries, _market);
        _desk = new SubscriptionDesk(_market, _work, _ledger, memory, time.TimestampFrequency, recovery);
        _composer = new FrameComposer(_market, _work, epoch, options, recovery);
        _sender = new LaneSender(this, _market, _work, _composer, _ledger, options.SendsBetweenLooks, time);
        _clock = new LaneClock(this, _market, options, time);
        _replies = new LaneReplies(this, _desk, _market, _work, memory, options, time, recovery);
        _desk.Replies = _replies;
        _drain = new LaneDrain(this, _clock, _market, _work, time);
        Holds = new LaneHolds(this, _replies);
        _moves = new LaneMoves(this, _clock);
        _signals = new LaneSignals(this, _clock, _drain, _sender, _desk, _replies, _work, time);
        _reporter = new LaneReporter(this, _market, time, isTaped: tape is not null);
        Epoch = epoch;
    }

    /// <summary>The stream's epoch.</summary>
    public long Epoch { get; }

    /// <summary>How much later than it happened it gets the stream.</summary>
    public TimeSpan Delay { get; }

    /// <summary>How many subscribers it serves.</summary>
    public int Subscribers => Volatile.Read(ref _subscribers);

    /// <summary>How many subscriptions they have, with those that are still being forgotten.</summary>
    public int Subscriptions => Volatile.Read(ref _subscriptions);

    /// <summary>How many slow consumers it has evicted.</summary>
    public long Evictions => Volatile.Read(ref _evictions);

    /// <summary>What it has done, as counted within the last second or two.</summary>
    public LaneTotals Totals => _totals.Get();

    /// <summary>The position of the last record it has applied.</summary>
    public ulong Position => _market.Position;

    /// <summary>The market as it knows it. Only its thread may look.</summary>
    internal LaneMarket Market => _market;

    /// <summary>Whether messages of peers wait until it is over.</summary>
    internal bool HoldsCommands { get; set; }

    internal LaneWork Work => _work;

    internal SubscriptionDesk Desk => _desk;

    internal LaneReplies Replies => _replies;

    /// <summary>Holds subscribers back. Only its thread may have it do so.</summary>
    internal LaneHolds Holds { get; }

    /// <summary>Tells how subscribers stand. Only its thread may ask.</summary>
    internal LaneReporter Reporter => _reporter;

    /// <summary>Takes a subscriber in; its transport must not use the sink from now on until its completion.</summary>
    public void Join(Subscriber subscriber)
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        Interlocked.Increment(ref _subscribers);
        subscriber.Join(this, _options.PendingReplyBytes, _memory);
    }

    /// <summary>Tells every subscriber, and each that joins from now on, that the server is about to restart.</summary>
    /// <param name="returns">When they are to come back; other lanes' subscribers may be told from the same.</param>
    public void Announce(ReturnTimes returns)
    {
        ArgumentNullException.ThrowIfNull(returns);
        _drain.Announce(returns);
        _inlet.Wake.Set();
    }

    /// <summary>Closes every subscriber when nothing waits for it, with the position to go on from, and each that joins from now on.</summary>
    /// <param name="flush">The longest that what waits may take.</param>
    public void Drain(TimeSpan flush)
    {
        _drain.Begin(flush);
        _inlet.Wake.Set();
    }

    /// <summary>Closes every subscriber at once, and each that joins from now on.</summary>
    public void Drain()
    {
        _drain.CloseAtOnce();
        _inlet.Wake.Set();
    }

    /// <summary>
    /// Does what there is to do now. Bounded: it takes no more batches at a time than are queued when it looks, gives
    /// commands no more than their slice, and sends to each subscriber at most once.
    /// </summary>
    /// <returns>Whether there is more to do at once.</returns>
    public bool Turn()
    {
        _work.Now = (_tape ?? _time).GetTimestamp();
        _work.Release();
        int mostCommands = _tape is null ? MostCommandsPerTurn : _work.Ready + _work.Due + _desk.Open + _inlet.Count == 0 ? 1 : 0;
        if (mostCommands > 0)
        {
            // First: who has become writable stands before those who were served while it waited.
            _signals.Take();
        }

        TakeTicks();
        RunCommands(HoldsCommands ? 0 : mostCommands);
        Send();
        _moves.Do();
        if (mostCommands > 0)
        {
            _clock.Look();
        }

        _drain.Look();
        Volatile.Write(ref _subscriptions, _desk.Count);
        if (_ledger.Look(_work.Now))
        {
            PublishTotals();
        }

        // Whoever has signalled meanwhile is looked at in the next.
        return mostCommands == 0 || _work.Ready + _work.Due > 0 || _desk.Open > 0 || _ledger.IsLooking || _moves.Count > 0 || _inlet.Count > 0 || (_commands.Reader.Count > 0 && !HoldsCommands);
    }

    /// <summary>How long the lane is to gather ticks before its next turn, whatever there is to do.</summary>
    public TimeSpan Rest => TimeSpan.FromSeconds(_rest.Length / (double)_time.TimestampFrequency);

    /// <summary>How long the lane may sleep if nothing wakes it.</summary>
    public TimeSpan UntilNextDeadline()
    {
        long next = Math.Min(_clock.Next, _tape is null ? _work.NextRelease : long.MaxValue);
        return next == long.MaxValue
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromSeconds(Math.Max(0, (next - _time.GetTimestamp()) / (double)_time.TimestampFrequency));
    }

    /// <summary>Takes what is queued now.</summary>
    internal void TakeTicks()
    {
        for (int queued = _inlet.Count; queued > 0 && _inlet.TryRead(out TickBatch batch); queued--)
        {
            _market.Apply(batch, _evictOwner);
            batch.Release();
        }
    }

    internal void Signalled(Subscriber subscriber)
    {
        _signals.Add(subscriber);
        _inlet.Wake.Set();
    }

    /// <summary>Hands something to the lane; waits while it has too much, and does nothing when it has ended.</summary>
    internal async ValueTask PostAsync(LaneCommand command, CancellationToken cancellation)
    {
        try
        {
            await _commands.Writer.WriteAsync(command, cancellation).ConfigureAwait(false);
            _inlet.Wake.Set();
        }
        catch (ChannelClosedException) when (command.Question is null)
        {
            // Nobody is served any more.
        }
    }

    /// <summary>Whether somebody may be served here: with the delay that this lane has. What a replay may tell is decided when it begins.</summary>
    internal bool IsFor(Entitlements entitlements) => _tape is not null || entitlements.Delay == Delay;

    /// <summary>Has a subscriber that has not asked for anything yet go to another lane.</summary>
    internal void Move(Subscriber subscriber, Lane to) => _moves.Add(subscriber, to);

    /// <summary>Adds a reply for a subscriber; one that lets its replies pile up is slow.</summary>
    internal void Reply(Subscriber subscriber, ServerMessage message) =>
        Reply(subscriber, _composer.Encode(message, subscriber.Encoding), null);

    /// <summary>Adds a message for a subscriber; one that lets its replies pile up is slow.</summary>
    internal void Reply(Subscriber subscriber, ReadOnlySpan<byte> message, StreamPosition? resume)
    {
        if (subscriber.State == SubscriberState.Open)
        {
            Replied(subscriber, subscriber.Control.TryAdd(subscriber.Framing, message, resume));
        }
    }

    /// <summary>Adds a control frame for a subscriber that has WebSocket's.</summary>
    internal void Reply(Subscriber subscriber, WebSocketOpcode opcode, ReadOnlySpan<byte> payload)
    {
        if (subscriber.State == SubscriberState.Open)
        {
            Replied(subscriber, subscriber.Control.TryAdd(opcode, payload));
        }
    }

    /// <summary>Ends all subscriptions of a subscriber and begins the closing handshake.</summary>
    internal void Close(Subscriber subscriber, CloseReason reason, bool failed = false)
    {
        if (subscriber.State != SubscriberState.Open)
        {
            return;
        }

        if (subscriber.IsAnswered)
        {
            // It has what it asked for, and nobody listens.
            Complete(subscriber, SubscriberEnd.Closed);
            return;
        }

        EndSubscriptions(subscriber, tellAccounts: !failed && !subscriber.PeerClosed);
        subscriber.State = SubscriberState.Closing;
        subscriber.Closed = reason;

        // One that cannot speak does not answer: it is over when the close has left.
        subscriber.PeerClosed |= subscriber.Framing.IsOneWay;
        subscriber.OutputEndsAfterClose = failed;
        subscriber.CloseDeadline = _time.GetTimestamp() + Ticks(_options.CloseGrace);
        subscriber.Control.AddClose(subscriber.Framing, reason);
        _clock.Schedule(subscriber);
        _work.Add(subscriber);
    }

    /// <summary>Closes a slow consumer, with the position to resume from.</summary>
    internal void Evict(Subscriber subscriber, EvictionReason reason)
    {
        if (subscriber.State != SubscriberState.Open)
        {
            return;
        }

        if (subscriber.IsAnswered)
        {
            // It is not slow, but away; where it was is kept by its client.
            Complete(subscriber, SubscriberEnd.Closed);
            return;
        }

        long pending = 0;
        ulong resume = subscriber.Subscriptions.Count == 0 ? _market.Position : ulong.MaxValue;
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            resume = Math.Min(resume, subscription.CaughtUp);
            pending += subscription.Outflow?.Standing.Pending ?? 0;
        }

        var eviction = new Eviction(reason, pending, new StreamPosition(Epoch, resume));
        subscriber.Evicted = eviction;
        _evictions++;
        _ledger.Evicted(reason);
        Close(subscriber, CloseReason.Slow(eviction.Resume));
    }

    /// <summary>Gives a subscriber to another lane.</summary>
    internal void HandOver(Subscriber subscriber, Lane to)
    {
        Interlocked.Decrement(ref _subscribers);
        Interlocked.Increment(ref to._subscribers);
        subscriber.MoveTo(to);
    }

    /// <summary>Lets go of a subscriber.</summary>
    internal void Complete(Subscriber subscriber, SubscriberEnd end)
    {
        if (subscriber.State == SubscriberState.Done)
        {
            return;
        }

        EndSubscriptions(subscriber, tellAccounts: false);
        subscriber.State = SubscriberState.Done;
        subscriber.Control.Clear();
        _clock.Forget(subscriber);
        Interlocked.Decrement(ref _subscribers);
        subscriber.Complete(end);
    }

    /// <summary>All replies of a subscriber are on their way.</summary>
    internal void ControlSent(Subscriber subscriber) => _clock.ControlSent(subscriber);

    /// <summary>A subscriber has what it asked for.</summary>
    internal void Answered(Subscriber subscriber)
    {
        _clock.Answered(subscriber);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            subscriber.Final = subscription.IsTold ? subscription.Settle(_market.Slots) : subscriber.Final;
        }

        subscriber.Answered?.Invoke();
    }

    /// <summary>A subscription has begun, or its last change is told: the next change that waits is made.</summary>
    internal void WentLive(Subscription subscription) => _replies.GoOn(subscription);

    internal long Ticks(TimeSpan span) => (long)(span.TotalSeconds * _time.TimestampFrequency);

    /// <summary>Counts everything as it stands now. Only its thread may ask.</summary>
    internal LaneTotals CountTotals()
    {
        _ledger.LookAtAll();
        PublishTotals();
        return Totals;
    }

    /// <summary>
    /// Lets go of everybody, and forgets all that they asked for, so that nothing of it stays taken of the server's memory.
    /// Whoever calls takes the place of its thread, which has ended.
    /// </summary>
    internal void End()
    {
        _commands.Writer.TryComplete();
        _signals.Take(subscriber => Complete(subscriber, SubscriberEnd.Aborted));
        Array.ForEach(_clock.Everybody(), subscriber => Complete(subscriber, SubscriberEnd.Aborted));
        while (_commands.Reader.TryRead(out LaneCommand command))
        {
            // Of nobody any more, but whoever asked something waits for an answer.
            _replies.Run(command);
        }

        while (_desk.Open > 0)
        {
            _desk.Step();
        }

        CountTotals();
        Volatile.Write(ref _subscriptions, _desk.Count);
    }

    private void Replied(Subscriber subscriber, bool added)
    {
        if (added)
        {
            _work.Add(subscriber);
        }
        else
        {
            Evict(subscriber, EvictionReason.Replies);
        }
    }

    private void PublishTotals() => _totals.Set(_ledger.Totals with
    {
        Subscribers = Subscribers,
        Subscriptions = _desk.Alive,
        Cohorts = _desk.Cohorts,
        Interests = _market.Interests.Cells,
    });

    private void EndSubscriptions(Subscriber subscriber, bool tellAccounts)
    {
        subscriber.EndGathered(leaves: tellAccounts);
        foreach (Subscription subscription in subscriber.Subscriptions.Values)
        {
            bool isTold = subscription.IsTold;
            _desk.End(subscription);
            subscriber.Final = isTold ? subscription.Stood : subscriber.Final;
            if (tellAccounts)
            {
                // As many as fit: what is there already has to leave within the close's grace as well.
                tellAccounts = subscriber.Control.TryAdd(subscriber.Framing, _composer.Encode(subscription.Settle(_market.Slots), subscriber.Encoding));
            }
        }

        subscriber.Subscriptions.Clear();
        subscriber.Round.Clear();
    }

    private void Send()
    {
        if (_work.Ready + _work.Due == 0)
        {
            _rest.Note(0, behind: false);
            return;
        }

        long began = _time.GetTimestamp();
        _sender.Send();

        // What did not fit into this turn's sends, or has piled up in front of the lane, needs no waiting for.
        bool behind = _sender.LeftSome || _desk.Open > 0 || _inlet.IsHalfFull;
        _rest.Note(_time.GetTimestamp() - began, behind);
    }

    private void RunCommands(int most)
    {
        long end = _time.GetTimestamp() + _commandSlice;
        for (int n = 0; n < most && _commands.Reader.TryRead(out LaneCommand command); n++)
        {
            _replies.Run(command);
            if (_time.GetTimestamp() > end)
            {
                break;
            }
        }

        for (int n = 0; n < MostCommandsPerTurn && _desk.Open > 0; n++)
        {
            _desk.Step();
            if (_time.GetTimestamp() > end)
            {
                break;
            }
        }
    }
}
