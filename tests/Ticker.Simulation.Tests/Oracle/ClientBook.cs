using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Everything that one peer asked for and got. Replies come in the order of the messages: that tells which answers which.</summary>
internal sealed class ClientBook(MarketTape tape, RunTerms terms, LaneTimeline lane)
{
    private const string BudgetExceeded = "budget_exceeded";

    private readonly Queue<AskedMessage> _asked = new();
    private readonly Dictionary<int, SubscriptionBook> _run = [];
    private readonly Dictionary<int, SubscriptionBook> _open = [];
    private readonly Dictionary<int, Queue<SubscriptionBook>> _unopened = [];
    private readonly List<SubscriptionBook> _ended = [];
    private readonly Queue<(long End, Moment Sent)> _sends = new();
    private long _sent;
    private int _taken;
    private long _messages;

    /// <summary>What an operator has done to it.</summary>
    public HandTimeline Hand { get; } = new();

    /// <summary>What it was told of its connection as a whole.</summary>
    public ConnectionNotices Notices { get; } = new();

    /// <summary>Whether its socket was ever busy.</summary>
    public bool SocketWasBusy { get; set; }

    /// <summary>Whether every message of it was answered.</summary>
    public bool IsAnswered => _asked.Count == 0 && _unopened.Values.All(queue => queue.Count == 0);

    /// <summary>The subscriptions whose first page has come.</summary>
    public IReadOnlyDictionary<int, SubscriptionBook> Open => _open;

    /// <summary>Notes that bytes are sent.</summary>
    public void Send(int bytes, Moment now)
    {
        _sent += bytes;
        _sends.Enqueue((_sent, now));
    }

    /// <summary>Notes a message that is about to be posted.</summary>
    /// <returns>The ping to be posted after it.</returns>
    public PingMessage Ask(ClientMessage message)
    {
        var asked = new AskedMessage(++_messages, message)
        {
            Book = message is SubscribeMessage subscribe ? new SubscriptionBook(subscribe, tape, terms, Hand, lane) : null,
        };
        _asked.Enqueue(asked);
        if (asked.Book is { } book)
        {
            Unopened(book.Id).Enqueue(book);
        }

        foreach (SubscriptionBook any in Candidates(asked.Id))
        {
            switch (message)
            {
                case ModifyMessage modify:
                    any.Pace.Ask(modify);
                    break;
                case PauseMessage:
                    any.MayPause();
                    break;
                case ResumeMessage:
                    any.IsSurelyPaused = false;
                    break;
            }
        }

        return new PingMessage { T = asked.Number };
    }

    /// <summary>Takes what has come since.</summary>
    public void Take(IReadOnlyList<Arrival> arrivals)
    {
        for (; _taken < arrivals.Count; _taken++)
        {
            Arrival arrival = arrivals[_taken];
            while (_sends.Peek().End < arrival.End)
            {
                _sends.Dequeue();
            }

            if (arrival.DataOf > 0)
            {
                TakeTicks(arrival, _sends.Peek().Sent);
            }
            else if (arrival.Control is { } control)
            {
                TakeControl(control, _sends.Peek().Sent);
            }
        }
    }

    /// <summary>All that is due has come.</summary>
    public void CheckCaughtUp(Moment now, long nextTurn)
    {
        Promise.Kept(IsAnswered, $"{_asked.Count} messages are unanswered, and the lane rests");
        Notices.CheckCaughtUp();
        foreach (SubscriptionBook book in _open.Values)
        {
            if (!book.IsSurelyPaused || !book.Recovers)
            {
                book.CheckStaleness(now.Position);
            }
        }

        foreach (SubscriptionBook book in _open.Values.Where(book => !book.IsSurelyPaused))
        {
            book.CheckCaughtUp(now, nextTurn);
            if (!book.IsHolding(now.Position))
            {
                book.ForgetPaces(mayBePaused: false);
            }
        }
    }

    /// <summary>It was closed as slow, with a position to resume from.</summary>
    public void CheckResume(ulong position)
    {
        foreach (SubscriptionBook book in _open.Values)
        {
            book.CheckNothingWasPending(position);
        }
    }

    /// <summary>It was closed because the server restarts, with a position to go on from.</summary>
    public void CheckRestart(ulong position)
    {
        Notices.CheckWarned();
        foreach (SubscriptionBook book in _open.Values)
        {
            book.CheckRestart(position);
        }
    }

    /// <summary>Looks back at all accounts.</summary>
    public void Audit(bool cameWhole)
    {
        _ended.ForEach(book => book.Audit(cameWhole: false));
        foreach (SubscriptionBook book in _open.Values.Where(book => cameWhole || !book.AwaitsAnswer))
        {
            book.Audit(cameWhole);
        }
    }

    private IEnumerable<SubscriptionBook> Candidates(int? id) =>
        id is not int known ? [] : _open.TryGetValue(known, out SubscriptionBook? open) ? Unopened(known).Prepend(open) : Unopened(known);

    private Queue<SubscriptionBook> Unopened(int id)
    {
        if (!_unopened.TryGetValue(id, out Queue<SubscriptionBook>? queue))
        {
            _unopened[id] = queue = new();
        }

        return queue;
    }

    private void TakeTicks(Arrival arrival, Moment sent)
    {
        Promise.Kept(_open.TryGetValue(arrival.DataOf, out SubscriptionBook? book), $"data of {arrival.DataOf}, which is not subscribed");
        for (int i = 0; i < arrival.Ticks.Count; i++)
        {
            book.Take(arrival.Ticks[i], arrival.Collapsed[i], sent, SocketWasBusy);
        }
    }

    private void TakeControl(ServerMessage control, Moment sent)
    {
        switch (control)
        {
            case Subscribed page:
                TakePage(page, sent);
                break;
            case Seam seam:
                OpenBook(seam.Id, seam).Take(seam);
                break;
            case Gap gap:
                OpenBook(gap.Id, gap).Take(gap);
                break;
            case Notice { Id: int id } notice:
                OpenBook(id, notice).Take(notice, sent.Position);
                break;
            case Notice notice:
                Notices.Take(notice);
                break;
            case Statement statement:
                TakeStatement(statement);
                break;
            case Unsubscribed gone:
                TakeEnd(gone);
                break;
            case Heartbeat heartbeat:
                TakeHeartbeat(heartbeat);
                break;
            case ErrorReply error:
                TakeError(error);
                break;
            case Pong pong when _asked.TryPeek(out AskedMessage? first) && pong.T == first.Number:
                _asked.Dequeue();
                Conclude(first);
                break;
        }
    }

    private SubscriptionBook OpenBook(int id, ServerMessage message)
    {
        Promise.Kept(_open.TryGetValue(id, out SubscriptionBook? book), $"{message} came of {id}, which is not subscribed");
        return book;
    }

    private void TakePage(Subscribed page, Moment sent)
    {
        if (!_open.TryGetValue(page.Id, out SubscriptionBook? book))
        {
            Promise.Kept(Unopened(page.Id).TryDequeue(out book), $"{page} answers nothing");
            _open.Add(page.Id, book);
            RunTally.Add(Happening.Subscription);
        }

        AskedMessage? unanswered = _asked.FirstOrDefault(asked => asked is { Message: ModifyMessage, IsAnswered: false } && asked.Id == page.Id);
        if (book.Take(page, unanswered?.Message as ModifyMessage, sent.Began.GetValueOrDefault(page.Id) == page.Sequence))
        {
            unanswered!.IsAnswered = true;
        }
    }

    private void TakeStatement(Statement statement)
    {
        if (_asked.TryPeek(out AskedMessage? first) && first.Message is StatementRequest && first.Id == statement.Id)
        {
            first.IsAnswered = true;
        }

        // Before its first page there is nothing to hold it against; and one that ends a connection is asked for by nobody.
        if (_open.TryGetValue(statement.Id, out SubscriptionBook? book))
        {
            book.Take(statement);
        }
    }

    private void TakeEnd(Unsubscribed gone)
    {
        Promise.Kept(
            _asked.TryPeek(out AskedMessage? first) && first.Message is UnsubscribeMessage && first.Id == gone.Id && gone.Final is not null,
            $"{gone} answers nothing");
        first.IsAnswered = true;
        if (_open.Remove(gone.Id, out SubscriptionBook? book))
        {
            book.Take(gone.Final);
            RunTally.Add(Happening.Unsubscribed);
            if (!book.AwaitsAnswer)
            {
                // What a change has made of it and did not come to tell is in its last accounts, but not in its book.
                _ended.Add(book);
            }
        }
        else
        {
            Promise.Kept(Unopened(gone.Id).TryDequeue(out _), $"{gone} was never subscribed");
        }
    }

    private void TakeHeartbeat(Heartbeat heartbeat)
    {
        foreach ((int id, ulong position) in heartbeat.Subscriptions)
        {
            if (_open.TryGetValue(id, out SubscriptionBook? book))
            {
                book.CheckNothingWasPending(position);
            }
        }
    }

    private void TakeError(ErrorReply error)
    {
        if (error.Id is not int id)
        {
            return;
        }

        if (error.Code == BudgetExceeded && _run.TryGetValue(id, out SubscriptionBook? early) && !early.HasBegun)
        {
            // Its instruments were found, and are too many.
            RunTally.Add(Happening.RefusedLate);
            _run.Remove(id);
            Unopen(early);
            if (_asked.TryPeek(out AskedMessage? overtaken) && overtaken.Id == id)
            {
                overtaken.IsOvertaken = true;
            }

            return;
        }

        if (_asked.TryPeek(out AskedMessage? first) && first.Id == id && !first.IsAnswered && first.Refusal is null && !IsOfEarlier(error, id))
        {
            first.Refusal = error.Code;
            return;
        }

        ModifyMessage? change = null;
        Promise.Kept(_run.TryGetValue(id, out SubscriptionBook? book) && book.TryRefuse(out change), $"{error} answers nothing");
        book.Pace.Refuse(change!);
        RunTally.Add(Happening.RefusedChange);
    }

    // Changes are made one after the other, and the memory for one that waits is never told as that for one that is made.
    private bool IsOfEarlier(ErrorReply error, int id) =>
        error.Code == BudgetExceeded && _run.TryGetValue(id, out SubscriptionBook? book) && book.AwaitsAnswer;

    // A message was run: whether it had to be refused is known, for all before it were run.
    private void Conclude(AskedMessage asked)
    {
        if (asked.Id is not int id)
        {
            return;
        }

        _run.TryGetValue(id, out SubscriptionBook? running);
        string? expected = asked.Message is SubscribeMessage subscribe
            ? subscribe.From.Kind == StartKind.Position && subscribe.From.Epoch == TestPipeline.Epoch && subscribe.From.Sequence > tape.Last + 100_000 ? "bad_value"
            : running is not null ? "duplicate_id" : _run.Count >= terms.MaxSubscriptions ? "too_many_subscriptions" : null
            : running is null ? "unknown_id" : null;
        bool noMemory = terms.HasLittleMemory && expected is null && IsForMemory(asked);
        bool overtaken = asked.IsOvertaken && (asked.Refusal is null or "duplicate_id" or "unknown_id" || IsForMemory(asked));
        Promise.Kept(noMemory || overtaken || asked.Refusal == expected, $"{asked.Message} was answered with {asked.Refusal ?? "consent"}, not {expected ?? "consent"}");
        if (asked.Refusal is not null)
        {
            Forget(asked, running);
            return;
        }

        if (asked.IsOvertaken && running is null && asked.Message is not SubscribeMessage)
        {
            // It was run before what it names was refused.
            return;
        }

        switch (asked.Message)
        {
            case SubscribeMessage:
                _run[id] = asked.Book!;
                break;
            case UnsubscribeMessage:
                Promise.Kept(asked.IsAnswered, $"{asked.Message} was not answered");
                _run.Remove(id);
                break;
            case StatementRequest:
                Promise.Kept(asked.IsAnswered, $"{asked.Message} was not answered");
                break;
            case ModifyMessage modify when !asked.IsAnswered:
                running!.Accept(modify);
                break;
            case PauseMessage:
                RunTally.Add(Happening.Pause);
                running!.IsSurelyPaused = !_asked.Any(later => later is { Message: ResumeMessage } && later.Id == id);
                break;
        }
    }

    private static bool IsForMemory(AskedMessage asked) => asked.Message switch
    {
        SubscribeMessage => asked.Refusal == BudgetExceeded,
        ModifyMessage => asked.Refusal is BudgetExceeded or "busy",
        _ => false,
    };

    private void Unopen(SubscriptionBook book)
    {
        SubscriptionBook[] kept = [.. Unopened(book.Id).Where(one => one != book)];
        _unopened[book.Id] = new Queue<SubscriptionBook>(kept);
    }

    private void Forget(AskedMessage refused, SubscriptionBook? running)
    {
        if (refused.Book is { } book)
        {
            RunTally.Add(Happening.RefusedSubscription, refused.Refusal == BudgetExceeded ? 1 : 0);
            Unopen(book);
        }
        else if (refused.Message is ModifyMessage modify)
        {
            running?.Pace.Refuse(modify);
        }
    }
}
