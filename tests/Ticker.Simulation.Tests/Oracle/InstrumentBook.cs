using System.Runtime.InteropServices;
using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What came of one instrument in one window of a subscription: nothing twice, nothing left out, nothing back to front.</summary>
internal sealed class InstrumentBook
{
    private readonly SubscribeMessage _request;
    private readonly int[] _next = new int[(int)TickKind.Status + 1];
    private readonly List<Tick> _snapshot = [];
    private ulong _newest;
    private ulong _gapsTold;
    private int _nextGap;
    private bool _owesState;

    public InstrumentBook(Window window, SubscribeMessage request, bool owesState)
    {
        _owesState = owesState;
        (Tape, After, UpTo, _request) = (window.Instrument, window.After, window.UpTo, request);
        _newest = After;
        for (TickKind kind = TickKind.Quote; kind <= TickKind.Status; kind++)
        {
            _next[(int)kind] = InstrumentTape.After(Tape.Of(kind), After);
        }

        _nextGap = Tape.Gaps.FindIndex(gap => gap.Sequence > After) is var first and >= 0 ? first : Tape.Gaps.Count;
        Holding = new HoldingCheck(this);
    }

    public InstrumentTape Tape { get; }

    public ulong After { get; }

    public ulong UpTo { get; private set; }

    public TickKinds Kinds => _request.Kinds;

    /// <summary>Whether what comes of it is live: its snapshot, if it was owed one, is over.</summary>
    public bool IsLive { get; private set; }

    public HoldingCheck Holding { get; }

    /// <summary>It is not asked for any more.</summary>
    public void Close(ulong position)
    {
        Promise.Kept(_newest <= position, $"#{_newest} of {Tape.Instrument.FullName} came although it was taken out at #{position}");
        UpTo = position;
    }

    /// <summary>Takes a tick of the state at its beginning.</summary>
    public void TakeSnapshot(in Tick tick)
    {
        Promise.Kept(!IsLive && _owesState && _newest == After, $"{tick} came as a snapshot where none was due: it began at #{After}");
        Promise.Kept(_snapshot.Count == 0 || _snapshot[^1].Sequence < tick.Sequence, $"the snapshot went back to {tick}");
        _snapshot.Add(tick);
    }

    /// <summary>The seam has come: the snapshot is whole.</summary>
    public void EndSnapshot()
    {
        IsLive = true;
        if (!_owesState)
        {
            return;
        }

        var state = new List<Tick>();
        for (TickKind kind = TickKind.Quote; kind <= TickKind.Status; kind++)
        {
            int known = InstrumentTape.After(Tape.Of(kind), After);
            if (known > 0 && Kinds.Has(kind))
            {
                state.Add(Tape.Of(kind)[known - 1]);
            }
        }

        state.Sort(static (one, other) => one.Sequence.CompareTo(other.Sequence));
        Promise.Kept(state.Count == _snapshot.Count, $"{_snapshot.Count} snapshot ticks of {Tape.Instrument.FullName} as of #{After}; there were {state.Count}");
        for (int i = 0; i < state.Count; i++)
        {
            Promise.Kept(_snapshot[i].Tells(state[i], _request.Times, TickFlags.Snapshot), $"snapshot as of #{After}: {_snapshot[i]} came for {state[i]}");
        }
    }

    /// <summary>What was asked for is not kept: the state comes instead.</summary>
    public void OweState() => (IsLive, _owesState) = (false, true);

    /// <summary>It appeared when nothing had happened on it: all that comes is live.</summary>
    public void BeginLive() => IsLive = true;

    /// <summary>Takes a live tick.</summary>
    /// <returns>The ticks that it stands for, itself the last.</returns>
    public ReadOnlySpan<Tick> Take(in Tick tick, in Collapsed collapsed, ulong position, bool isLive)
    {
        Promise.Kept(IsLive || !isLive, $"{tick} came before the seam at #{After}");
        Promise.Kept(Kinds.Has(tick.Kind), $"{tick} is of a kind that was not asked for");
        Promise.Kept(tick.Sequence > _newest, $"{tick} came after #{_newest} of its instrument");
        Promise.Kept(tick.Sequence <= UpTo && tick.Sequence <= position, $"{tick} came, asked for up to #{UpTo}, when the lane was at #{position}");

        List<Tick> happened = Tape.Of(tick.Kind);
        ref int next = ref _next[(int)tick.Kind];
        int count = collapsed.IsMany ? (int)Math.Min(collapsed.Count, int.MaxValue) : 1;
        int at = next + count - 1;
        Promise.Kept(
            at >= 0 && at < happened.Count && happened[at].Sequence == tick.Sequence,
            $"{tick} of {Tape.Instrument.FullName} says that it stands for {count}; since #{(next > 0 ? happened[next - 1].Sequence : 0)} it would be {InstrumentTape.After(happened, tick.Sequence) - next}");
        Promise.Kept(tick.Tells(happened[at], _request.Times, notOf: isLive ? TickFlags.None : TickFlags.Stale), $"{tick} came for {happened[at]}");
        ReadOnlySpan<Tick> stoodFor = CollectionsMarshal.AsSpan(happened).Slice(next, count);
        if (collapsed.IsMany)
        {
            CollapseCheck.Check(in tick, in collapsed, stoodFor);
        }

        next += count;
        CheckGaps(in tick, position);
        _newest = tick.Sequence;
        return stoodFor;
    }

    /// <summary>The first tick of a kind up to a position that has not come; null = none is missing.</summary>
    public Tick? FirstMissing(TickKind kind, ulong position)
    {
        List<Tick> happened = Tape.Of(kind);
        int next = _next[(int)kind];
        return Kinds.Has(kind) && next < happened.Count && happened[next].Sequence <= Math.Min(position, UpTo) ? happened[next] : null;
    }

    /// <summary>The next tick that was asked for after one; null = there is none yet.</summary>
    public Tick? NextAfter(ulong sequence, TickKind kind = TickKind.None)
    {
        for (int i = InstrumentTape.After(Tape.All, sequence); i < Tape.All.Count; i++)
        {
            if (kind == TickKind.None ? Kinds.Has(Tape.All[i].Kind) : kind == Tape.All[i].Kind)
            {
                return Tape.All[i];
            }
        }

        return null;
    }

    // A gap is told by the first tick that is sent after it was noticed: the tick that it came before, or one that was
    // waiting then.
    private void CheckGaps(in Tick tick, ulong position)
    {
        bool tells = tick.Flags.HasFlag(TickFlags.GapBefore);
        if (tells)
        {
            int due = _nextGap < Tape.Gaps.Count && Tape.Gaps[_nextGap].Sequence <= position ? _nextGap : -1;
            Promise.Kept(due >= 0 || _gapsTold > 0, $"{tick} tells of a gap that there was not");
        }

        while (_nextGap < Tape.Gaps.Count && Tape.Gaps[_nextGap].Sequence <= tick.Sequence)
        {
            Promise.Kept(tells || Tape.Gaps[_nextGap].Sequence <= _gapsTold, $"the gap before #{Tape.Gaps[_nextGap].Sequence} of {Tape.Instrument.FullName} is not on {tick}, nor on one before");
            _nextGap++;
        }

        _gapsTold = tells ? position : _gapsTold;
    }
}
