using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What a peer learnt of one subscription, held against everything that happened while it comes in.</summary>
internal sealed class SubscriptionBook(SubscribeMessage request, MarketTape tape, RunTerms terms, HandTimeline hand, LaneTimeline lane)
{
    private readonly Dictionary<uint, InstrumentBook> _told = [];
    private readonly Queue<ModifyMessage> _accepted = new();
    private readonly List<Gap> _gaps = [];
    private readonly StatementLedger _ledger = new();
    private readonly StaleBelief _stale = new();
    private InterestHistory? _interest;
    private bool _morePages;
    private bool _isLive;
    private bool _isConflating;
    private bool _mayHaveConflated;
    private bool _mayHavePaused;
    private readonly ulong _askedAt = tape.Last;
    private ulong _newest;

    public int Id => request.Id;

    public PaceLatitude Pace { get; } = new(PaceChoice.Of(request));

    /// <summary>Whether what it missed is to come before its seam, or its state instead, with word of that.</summary>
    public bool Recovers => HasBegun && !_isLive && (request.From.Kind == StartKind.Time || IsFromPosition) && !IsExpired;

    private bool IsFromPosition => request.From.Kind == StartKind.Position && request.From.Epoch == TestPipeline.Epoch;

    private bool IsExpired => _gaps.Exists(gap => gap.Cause is GapCause.JournalExpired or GapCause.EpochChanged);

    /// <summary>Whether its first page has come.</summary>
    public bool HasBegun => _interest is not null;

    /// <summary>What it asks for at present, as far as is known.</summary>
    public SymbolSet Symbols => _interest?.Now ?? SymbolSet.Of(request.Symbols);

    /// <summary>Whether it was told that it is paused, and has not asked to go on.</summary>
    public bool IsSurelyPaused { get; set; }

    /// <summary>Whether changes that were asked for have not been answered.</summary>
    public bool AwaitsAnswer => _accepted.Count > 0;

    private bool OneByOne => !Pace.MayCollapseTrades && !_mayHavePaused && !_mayHaveConflated;

    /// <summary>It may be paused from now on.</summary>
    public void MayPause() => _mayHavePaused = true;

    /// <summary>A change was taken; its page will come.</summary>
    public void Accept(ModifyMessage change) => _accepted.Enqueue(change);

    /// <summary>A change that was taken is refused after all.</summary>
    public bool TryRefuse(out ModifyMessage? change) => _accepted.TryDequeue(out change);

    /// <summary>Takes a page. A page that answers a change is told from one of instruments that appeared by what it tells.</summary>
    /// <param name="page">The page.</param>
    /// <param name="unanswered">A change that was asked for and is not known to be taken; null = none.</param>
    /// <param name="tellsOfBeginning">Whether its position is where the subscription began or was changed last.</param>
    /// <returns>Whether the page answers <paramref name="unanswered"/>.</returns>
    public bool Take(Subscribed page, ModifyMessage? unanswered, bool tellsOfBeginning)
    {
        bool answers = false;
        if (_interest is null)
        {
            _interest = new InterestHistory(page.Sequence, SymbolSet.Of(request.Symbols));
        }
        else if (!_morePages && tellsOfBeginning)
        {
            answers = _accepted.Count == 0;
            Promise.Kept(!answers || unanswered is not null, $"{page} answers nothing");
            Change(answers ? unanswered! : _accepted.Dequeue(), page.Sequence);
        }

        _morePages = page.More;
        foreach (Instrument instrument in page.Instruments)
        {
            Tell(instrument, page.Sequence);
        }

        foreach (string name in page.Unknown)
        {
            Promise.Kept(Symbols.Has(name) && tape.Find(name, _interest.Since) is null, $"{name} was told as unknown at #{_interest.Since}");
        }

        return answers;
    }

    public void Take(Seam seam)
    {
        Promise.Kept(HasBegun && !_morePages, $"{seam} came before all pages had");
        Promise.Kept(Recovers ? seam.Sequence >= _interest!.Since : seam.Sequence == _interest!.Since, $"{seam} of what began at #{_interest.Since}");
        if (Recovers)
        {
            Promise.Kept(_newest <= seam.Sequence, $"#{_newest} had come before {seam}");
            CheckNothingWasPending(seam.Sequence);
            CheckBeginning();
        }

        _isLive = true;
        foreach (Window window in _interest.Windows(tape).Where(window => window.IsOpen && window.After == _interest.Since))
        {
            Promise.Kept(_told.TryGetValue(window.Instrument.Number, out InstrumentBook? book), $"{seam} came, but {window.Instrument.Instrument.FullName} was not told");
            book.EndSnapshot();
        }
    }

    public void Take(Gap gap)
    {
        _gaps.Add(gap);
        if (gap.Cause is GapCause.JournalExpired or GapCause.EpochChanged)
        {
            RunTally.Add(Happening.Expired);
            Promise.Kept(!_isLive && _newest == 0 && request.From.Kind is StartKind.Position or StartKind.Time, $"{gap} came to {this}");
            Promise.Kept(
                gap.Cause == GapCause.EpochChanged ? !IsFromPosition && request.From.Kind == StartKind.Position
                : gap.To == _interest!.Since && (request.From.Kind == StartKind.Time ? gap.From is null : gap.From == request.From.Sequence + 1 && request.From.Sequence < terms.KeepsAfter),
                $"{gap} came to {this}");
            foreach (InstrumentBook book in _told.Values.Where(book => book.After != book.Tape.Defined))
            {
                book.OweState();
            }
        }
    }

    /// <summary>Takes a notice that was sent at a position.</summary>
    public void Take(Notice notice, ulong position)
    {
        if (notice.Code is NoticeCode.Stale or NoticeCode.Fresh)
        {
            Promise.Kept(_isLive && !_morePages, $"{notice} came before the seam of {Id}");
            Promise.Kept(notice.References.All(_told.ContainsKey), $"{notice} names what was not told to {Id}");
            _stale.Take(notice, tape, position);
        }

        if (notice.Code is NoticeCode.Conflating or NoticeCode.CaughtUp)
        {
            bool conflating = notice.Code == NoticeCode.Conflating;
            Promise.Kept(conflating != _isConflating, $"{notice.Code} of {Id} came twice");
            Promise.Kept(!conflating || (terms.HasSmallBudget && Pace.MayConflateWhenSlow), $"{Id} conflates without need");
            _isConflating = conflating;
            RunTally.Add(Happening.ConflatingNotice);
            _mayHaveConflated = true;
        }
    }

    public void Take(Statement statement) => _ledger.Take(statement);

    /// <summary>Takes a tick.</summary>
    /// <param name="tick">The tick.</param>
    /// <param name="collapsed">What it says that it stands for.</param>
    /// <param name="sent">When it was sent.</param>
    /// <param name="socketWasBusy">Whether the peer's socket ever was.</param>
    public void Take(in Tick tick, in Collapsed collapsed, Moment sent, bool socketWasBusy)
    {
        Promise.Kept(_told.TryGetValue(tick.Instrument, out InstrumentBook? book), $"{tick} came to {Id}, but its instrument was not told");
        if (tick.Sequence <= book.After)
        {
            Promise.Kept(!collapsed.IsMany, $"{tick} of a snapshot is collapsed");
            book.TakeSnapshot(in tick);
            if (!Recovers)
            {
                _stale.TakeSnapshot(book.Tape, in tick, book.After, sent.Position);
            }

            _ledger.TakeSnapshot();
            return;
        }

        Promise.Kept(_isLive || Recovers, $"{tick} came to {Id} before its seam");
        _newest = Math.Max(_newest, tick.Sequence);
        if (!_isLive)
        {
            RunTally.Add(Happening.RecoveredTick);
        }

        Promise.Kept(!IsSurelyPaused, $"{tick} came to {Id}, which is paused");
        ReadOnlySpan<Tick> stoodFor = book.Take(in tick, in collapsed, sent.Position, isLive: _isLive);
        CheckCollapse(book, in tick, in collapsed, socketWasBusy || !_isLive, stoodFor);
        if (_isLive)
        {
            CheckPace(book, in tick, sent);
        }

        _ledger.Take(in tick, in collapsed);
    }

    /// <summary>A position was told at which nothing of it was pending: all up to it has come, unless it was taken out.</summary>
    public void CheckNothingWasPending(ulong position)
    {
        foreach (InstrumentBook book in _told.Values)
        {
            for (TickKind kind = TickKind.Quote; kind <= TickKind.Status; kind++)
            {
                Tick? missing = book.FirstMissing(kind, position);
                Promise.Kept(missing is null, $"#{position} was told as caught up, but {missing} of {Id} had not come");
            }
        }

        foreach (InstrumentTape untold in tape.Instruments.Where(one => one.Defined <= position && !_told.ContainsKey(one.Number)))
        {
            bool owed = _interest!.OpenWindowOf(untold, tape) is { } window && untold.Count(request.Kinds, window.After, position) > 0;
            Promise.Kept(!owed, $"#{position} was told as caught up, but {untold.Instrument.FullName} was not told to {Id}");
        }
    }

    /// <summary>The connection was closed with a position to go on from: of what has begun, as far as its client knows, all up to there has come.</summary>
    public void CheckRestart(ulong position)
    {
        if (_isLive || (Recovers && _newest > 0))
        {
            CheckNothingWasPending(position);
        }
    }

    /// <summary>All that is due has come, as the peer takes everything and the lane rests.</summary>
    /// <param name="now">Where the lane is.</param>
    /// <param name="nextTurn">When the lane turns again by itself.</param>
    public void CheckCaughtUp(Moment now, long nextTurn)
    {
        Promise.Kept(_isLive && !_morePages && _accepted.Count == 0, $"{Id} is not live, or was not answered");
        foreach (Window window in _interest!.Windows(tape).Where(window => window.IsOpen && window.Instrument.Defined <= now.Position))
        {
            Promise.Kept(_told.TryGetValue(window.Instrument.Number, out InstrumentBook? book), $"{window.Instrument.Instrument.FullName} was not told to {this}");
            CheckCaughtUp(book, now, nextTurn);
        }

        CheckGapsAreTold(now.Position);
        Promise.Kept(!_isConflating || IsHolding(now.Position), $"{this} has drained, and still conflates");
    }

    /// <summary>All that is to be said of staleness has come; while it is paused too.</summary>
    public void CheckStaleness(ulong position) => _stale.Check(_told.Values.Select(book => book.Tape), position);

    /// <summary>Nothing waits: how it waited before is of no matter any more.</summary>
    public void ForgetPaces(bool mayBePaused)
    {
        Pace.Forget();
        _mayHavePaused = mayBePaused;
        _mayHaveConflated = _isConflating;
    }

    /// <summary>Looks back at its accounts.</summary>
    /// <param name="cameWhole">Whether all of it has come.</param>
    public void Audit(bool cameWhole)
    {
        // With a change that was taken and whose answer never came, nobody knows of what instruments its accounts tell.
        if (_interest is not null && (cameWhole || _accepted.Count == 0))
        {
            _ledger.Audit([.. _interest.Windows(tape)], request.Kinds, cameWhole);
        }
    }

    /// <summary>Whether something is held back for its interval.</summary>
    public bool IsHolding(ulong position) => _told.Values.Any(book =>
        book.FirstMissing(TickKind.Quote, position) is not null || book.FirstMissing(TickKind.Trade, position) is not null);

    public override string ToString() => $"{Id} [{Pace.Now}, {string.Join(' ', request.Symbols)}, {request.Kinds}, from {request.From.Kind}, began #{_interest?.Since}, may have paused {_mayHavePaused}, conflated {_mayHaveConflated}]";

    private void Change(ModifyMessage change, ulong position)
    {
        Promise.Kept(position >= _interest!.Since, $"{Id} was changed at #{position}, before #{_interest.Since}");
        _interest.Change(position, _interest.Now.With(change.Add, change.Remove));
        Pace.Apply(change);
        RunTally.Add(Happening.Change);

        // A change to evict ends the collapsing for want of budget: before that was told, maybe.
        _mayHaveConflated |= terms.HasSmallBudget && Pace.MayConflateWhenSlow && !Pace.Now.ConflatesWhenSlow;
        foreach ((uint number, InstrumentBook book) in _told.ToArray())
        {
            book.Holding.Restart();
            if (_interest.OpenWindowOf(book.Tape, tape) is null)
            {
                book.Close(position);
                _told.Remove(number);
                _stale.Forget(number);
            }
        }
    }

    private void Tell(Instrument instrument, ulong after)
    {
        Promise.Kept(tape.Knows(instrument.Number), $"{instrument.FullName} was told before it was known");
        InstrumentTape its = tape[instrument.Number];
        Promise.Kept(its.Instrument.MeansTheSameAs(instrument), $"{instrument.FullName} was told with other scales");
        Window? open = _interest!.OpenWindowOf(its, tape);
        Promise.Kept(open is not null, $"{instrument.FullName} was told to {Id}, which did not ask for it");
        Window window = open.Value;

        // A change also tells of what had appeared before and waited to be told; it says where the change took effect.
        Promise.Kept(after <= window.After || after == _interest.Since, $"{instrument.FullName} was told to {Id} as of #{after}, and what counts began after #{window.After}");
        bool owesState = request.From.Kind != StartKind.Now && (_isLive || !IsFromPosition);
        var book = new InstrumentBook(window, request, owesState && window.After != its.Defined);
        Promise.Kept(_told.TryAdd(instrument.Number, book), $"{instrument.FullName} was told twice to {Id}");

        // What appears later has no past; and live it is at once where no snapshot was asked for, but for the first seam.
        if (window.After == its.Defined || (_isLive && request.From.Kind == StartKind.Now) || (Recovers && request.From.Kind == StartKind.Position))
        {
            book.BeginLive();
        }
    }

    private void CheckCollapse(InstrumentBook book, in Tick tick, in Collapsed collapsed, bool socketWasBusy, ReadOnlySpan<Tick> stoodFor)
    {
        if (!collapsed.IsMany)
        {
            return;
        }

        bool allowed = collapsed.Cause switch
        {
            CollapseCause.Rate => Pace.MayBeInterval || _mayHavePaused,
            CollapseCause.Socket => socketWasBusy,
            CollapseCause.Budget => _mayHaveConflated,
            _ => true,
        };
        Promise.Kept(allowed, $"{tick} of {Id} was collapsed by {collapsed.Cause}");
        if (tick.Kind == TickKind.Trade)
        {
            Promise.Kept(!OneByOne, $"{tick} of {Id} stands for {collapsed.Count} trades, but trades go one by one");
        }
        else
        {
            Promise.Kept(!Pace.IsAll || _mayHaveConflated, $"{tick} of {Id} stands for {collapsed.Count} quotes, but quotes go one by one");
            Promise.Kept(collapsed.HasQuoteSummary ? Pace.MaySummarize : !Pace.Summarizes, $"{tick} of {Id}, summary {Pace.Summarizes}: {collapsed}");
            CheckNotOvertaken(book, in tick, stoodFor);
            bool held = terms.TimeStandsStill && !socketWasBusy && book.Holding.WasHeld(lane.TimeOf(tick.Sequence), Pace, hand);
            Promise.Kept(!held || collapsed.Cause == CollapseCause.Rate, $"{tick} of {this} was held by its client's own interval, but was collapsed by {collapsed.Cause}");
        }
    }

    // What goes one by one takes the quote that waits along: no quote stands for one on each side of it.
    private void CheckNotOvertaken(InstrumentBook book, in Tick tick, ReadOnlySpan<Tick> stoodFor)
    {
        for (Tick? next = book.NextAfter(stoodFor[0].Sequence); next is { } between && between.Sequence < tick.Sequence; next = book.NextAfter(between.Sequence))
        {
            bool oneByOne = between.Kind == TickKind.Status || (between.Kind == TickKind.Trade && OneByOne);
            Promise.Kept(!oneByOne, $"{tick} of {Id} stands for quotes from #{stoodFor[0].Sequence}, before and after {between}");
        }
    }

    // What is missing begins right after what was asked for.
    private void CheckBeginning()
    {
        ulong began = request.From.Kind == StartKind.Time ? tape.Before(request.From.Time) : request.From.Sequence;

        // When nothing was known from that instant on, what was on its way then came later.
        bool wasNewest = request.From.Kind == StartKind.Time && _interest!.Since >= _askedAt && _interest.Since < began;
        Promise.Kept(_interest!.Since == began || wasNewest, $"{this} was to begin at #{began}");
    }

    private void CheckPace(InstrumentBook book, in Tick tick, Moment sent)
    {
        bool mayBeHeld = tick.Kind == TickKind.Quote || (tick.Kind == TickKind.Trade && Pace.CollapsesTrades);
        if (!mayBeHeld || Pace.IsAll)
        {
            return;
        }

        if (tick.Kind == TickKind.Quote && !Pace.MayBeAll && OneByOne && book.NextAfter(tick.Sequence) is { Kind: TickKind.Quote } newer)
        {
            Promise.Kept(newer.Sequence > Math.Min(sent.Position, book.UpTo), $"{tick} was sent to {Id}, although {newer} was there");
        }

        book.Holding.Note(tick.Kind, tick.Sequence, sent, Pace, OneByOne, terms.TimeStandsStill, hand);
    }

    private void CheckCaughtUp(InstrumentBook book, Moment now, long nextTurn)
    {
        for (TickKind kind = TickKind.Quote; kind <= TickKind.Status; kind++)
        {
            if (book.FirstMissing(kind, now.Position) is not { } missing)
            {
                continue;
            }

            RunTally.Add(Happening.HeldValue);
            bool mayBeHeld = (Pace.Now.Mode == DeliveryMode.Interval || (Pace.Now.Mode != DeliveryMode.All && hand.MostFloorMs > 0)) && (kind == TickKind.Quote || (kind == TickKind.Trade && !OneByOne));
            long due = book.Holding.Due(missing.Sequence, now.Time, Pace, terms, hand);
            Promise.Kept(mayBeHeld && now.Time < due, $"{missing} of {this} has not come, and is not held until later");
            Promise.Kept(nextTurn <= due, $"{missing} of {Id} is due, but the lane would sleep {(nextTurn - due) / RunTerms.Millisecond} ms longer");
        }
    }

    private void CheckGapsAreTold(ulong position)
    {
        foreach (InstrumentBook book in _told.Values)
        {
            foreach ((ulong sequence, ulong record) in book.Tape.Gaps)
            {
                if (sequence > book.After && sequence <= position)
                {
                    Promise.Kept(_gaps.Exists(gap => (gap.From ?? 0) <= record && record <= gap.To), $"the gap at #{record} was not told to {this}");
                }
            }
        }
    }
}
