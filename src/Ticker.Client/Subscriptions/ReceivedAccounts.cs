using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>
/// What a client itself counted of one subscription, to hold against what the server states. Counts are ticks, from the
/// subscription's beginning up to the message that was read last. Written by whoever reads the connection, and to be
/// read by the same.
/// </summary>
public sealed class ReceivedAccounts
{
    // A flag alone does not make state of a tick, since a feed may flag live ones too. State stands between the page
    // that names the instruments and the seam of the same position; a page after which no seam comes tells of
    // instruments that appeared, and what follows it is live. So flagged ticks after a page are first counted apart.
    // Before the seam, flagged ticks beyond the first page's position are no state: they are what was missed.
    private ulong? _begunAt;
    private ulong? _stateUntil;
    private bool _isLive;
    private long _apart;
    private ulong _apartFirst;
    private ulong _apartLast;
    private readonly long[] _conflated = new long[(int)CollapseCause.Server + 1];

    internal ReceivedAccounts(int id, bool isLive = false) => (Id, _isLive) = (id, isLive);

    /// <summary>The subscription.</summary>
    public int Id { get; }

    /// <summary>Live ticks received, each counted once, whatever it stands for.</summary>
    public long Delivered { get; private set; }

    /// <summary>Ticks that the delivered ones stand for beside themselves, collapsed because of the pace that was asked for.</summary>
    public long ConflatedByRate => _conflated[(int)CollapseCause.Rate];

    /// <summary>The same, collapsed because the socket was busy.</summary>
    public long ConflatedBySocket => _conflated[(int)CollapseCause.Socket];

    /// <summary>The same, collapsed because the budget was full.</summary>
    public long ConflatedByBudget => _conflated[(int)CollapseCause.Budget];

    /// <summary>The same, collapsed within one turn of the server.</summary>
    public long ConflatedByServer => _conflated[(int)CollapseCause.Server];

    /// <summary>The sum of all four causes.</summary>
    public long Conflated => ConflatedByRate + ConflatedBySocket + ConflatedByBudget + ConflatedByServer;

    /// <summary>Ticks received that were state as it stood when the subscription, or an instrument of it, began.</summary>
    public long Snapshot { get; private set; }

    /// <summary>The sequence of the first live tick received; 0 = none.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>The newest sequence of the live ticks received; 0 = none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>
    /// Holds a statement against what was received. A statement counts what was written before it on the connection,
    /// so ask this before the next message is read: then all must add up, see <see cref="StatementDifference.AddsUp"/>.
    /// </summary>
    /// <param name="statement">The server's, for this subscription.</param>
    /// <exception cref="ArgumentNullException">There is no statement.</exception>
    public StatementDifference Compare(Statement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        StatementDifference asLive = Compare(statement, Delivered + _apart, Snapshot, First(_apartFirst), Math.Max(LastSequence, _apartLast));
        return _apart == 0 || asLive.AddsUp ? asLive : Compare(statement, Delivered, Snapshot + _apart, FirstSequence, LastSequence);
    }

    internal void Take(Subscribed page)
    {
        _stateUntil ??= page.Sequence;
        if (page.Instruments.Count > 0 && page.Sequence != _begunAt)
        {
            SettleAsLive();
            _begunAt = page.Sequence;
        }
    }

    internal void Take(Gap gap)
    {
        if (!_isLive && gap.Cause is GapCause.EpochChanged or GapCause.JournalExpired)
        {
            // State follows, as of the gap's end.
            _stateUntil = gap.To ?? ulong.MaxValue;
        }
    }

    internal void Take(Seam seam)
    {
        if (seam.Sequence == _begunAt)
        {
            Snapshot += _apart;
            (_apart, _apartFirst, _apartLast) = (0, 0, 0);
        }

        SettleAsLive();
        _isLive = true;
    }

    internal void Take(ReadOnlySpan<ReceivedTick> ticks)
    {
        foreach (ref readonly ReceivedTick received in ticks)
        {
            ulong sequence = received.Tick.Sequence;
            if (!_isLive && received.IsSnapshot && !(sequence > _stateUntil))
            {
                Snapshot++;
                continue;
            }

            if (_isLive && received.IsSnapshot && sequence <= _begunAt && !received.Collapsed.IsMany)
            {
                _apart++;
                _apartFirst = _apartFirst == 0 ? sequence : _apartFirst;
                _apartLast = Math.Max(_apartLast, sequence);
                continue;
            }

            SettleAsLive();
            Delivered++;
            FirstSequence = First(sequence);
            LastSequence = Math.Max(LastSequence, sequence);
            if (received.Collapsed.IsMany)
            {
                // A cause that this version does not know is none of the four.
                CollapseCause cause = received.Collapsed.Cause;
                _conflated[cause <= CollapseCause.Server ? (int)cause : 0] += received.Collapsed.Count - 1;
            }
        }
    }

    private ulong First(ulong sequence) => FirstSequence == 0 ? sequence : FirstSequence;

    private void SettleAsLive()
    {
        if (_apart > 0)
        {
            (Delivered, FirstSequence, LastSequence) = (Delivered + _apart, First(_apartFirst), Math.Max(LastSequence, _apartLast));
            (_apart, _apartFirst, _apartLast) = (0, 0, 0);
        }

        _begunAt = null;
    }

    private StatementDifference Compare(Statement statement, long delivered, long snapshot, ulong first, ulong last) => new()
    {
        Delivered = statement.Delivered - delivered,
        ConflatedByRate = statement.ConflatedByRate - ConflatedByRate,
        ConflatedBySocket = statement.ConflatedBySocket - ConflatedBySocket,
        ConflatedByBudget = statement.ConflatedByBudget - ConflatedByBudget,
        ConflatedByServer = statement.ConflatedByServer - ConflatedByServer,
        Snapshot = statement.Snapshot - snapshot,
        FirstSequence = unchecked((long)(statement.FirstSequence - first)),
        LastSequence = unchecked((long)(statement.LastSequence - last)),
        Unaccounted = statement.Unaccounted,
        Withheld = statement.Pending + statement.Discarded,
    };
}
