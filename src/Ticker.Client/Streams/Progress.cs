using System.Runtime.InteropServices;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// How far a subscription is: from where it is asked for on the next connection, and which ticks it has had already. Used by the
/// one who reads the connection.
/// </summary>
/// <param name="from">Where its owner asked it to begin.</param>
/// <param name="isAll">Whether every tick comes.</param>
/// <param name="isTaped">Whether it is of a replay: its sequences are the recording's, whatever the epoch, and it is the tape that goes on from there.</param>
internal sealed class Progress(StartFrom from, bool isAll, bool isTaped = false)
{
    private readonly Dictionary<uint, Newest> _newest = [];
    private readonly StartFrom _first = from;
    private StartFrom _from = from;
    private volatile bool _isAll = isAll;
    private bool _isFromNow;
    private ulong _last;
    private bool _isTold;
    private bool _hasTicks;
    private bool _wantsState;
    private bool _isLive;

    /// <summary>From where to go on.</summary>
    public StartFrom From => _from;

    /// <summary>What is asked for, to go on from there.</summary>
    public StartFrom Asked => isTaped && _from.Kind == StartKind.Position ? _first : _from;

    /// <summary>A connection has begun on which it is asked for again.</summary>
    public void Reconnect()
    {
        (_isLive, _wantsState, _isTold, _hasTicks) = (false, _from.Kind is StartKind.Snapshot or StartKind.Time, false, false);
        _isFromNow = Asked.Kind == StartKind.Now;
    }

    /// <summary>Whether the state comes of what is added: unless this connection was asked to begin now.</summary>
    public bool GivesState => !_isFromNow;

    /// <summary>
    /// Another mode than all holds: something older than the last tick may wait at the server. What it goes on from is told from now on, even
    /// if every tick comes again. May be called by any thread.
    /// </summary>
    public void NotAll() => _isAll = false;

    /// <summary>The server does not know the position: it begins with the state.</summary>
    /// <returns>The sequence that it would have gone on from; null where it has no such place.</returns>
    public ulong? Refuse()
    {
        if (_from.Kind != StartKind.Position)
        {
            return null;
        }

        ulong sequence = _from.Sequence;
        _from = StartFrom.Snapshot;
        Forget();
        return sequence;
    }

    /// <summary>The tape of a replay begins again from another place: positions may go back.</summary>
    public void Anew()
    {
        _from = _first;
        Forget();
        Reconnect();
    }

    /// <summary>Takes a page.</summary>
    public void Take(Subscribed page)
    {
        if (Epoch != page.Epoch && Epoch != 0)
        {
            Renumber(page.Epoch);
        }

        if (!_isLive && _from.Kind == StartKind.Now)
        {
            Advance(page.Epoch, page.Sequence);
        }

        _isTold = true;
        Epoch = page.Epoch;
        if (_isLive)
        {
            foreach (Instrument instrument in page.Instruments)
            {
                Of(instrument.Number).StateDue = TickKinds.All;
            }
        }
    }

    /// <summary>Takes the seam.</summary>
    public void Take(Seam seam)
    {
        (_isLive, _wantsState) = (true, false);
        Advance(Epoch, seam.Sequence);
    }

    /// <summary>Takes a gap: one before the seam may be followed by state.</summary>
    public void Take(Gap gap)
    {
        if (gap.Cause == GapCause.EpochChanged)
        {
            Forget();
        }

        // One that is told between ticks is only missing.
        _wantsState |= !_isLive && !_hasTicks && gap.Cause is GapCause.EpochChanged or GapCause.JournalExpired;
    }

    /// <summary>Takes a position at which nothing of it was pending.</summary>
    public void Take(ulong position)
    {
        if (!_wantsState && _isTold)
        {
            Advance(Epoch, position);
        }
    }

    /// <summary>Takes the position that a close told of.</summary>
    public void Take(StartFrom position)
    {
        if (position.Epoch == Epoch)
        {
            Take(position.Sequence);
        }
    }

    /// <summary>Takes a tick.</summary>
    /// <param name="received">The tick.</param>
    /// <returns>Whether it is new: not one that came before the connection broke.</returns>
    public bool Take(in ReceivedTick received)
    {
        ulong sequence = received.Tick.Sequence;
        _hasTicks = true;
        ref Newest newest = ref Of(received.Tick.Instrument);
        if (received.IsSnapshot && (_wantsState || newest.TakeStateDue(received.Tick.Kind)))
        {
            newest.Raise(received.Tick.Kind, sequence);
            return true;
        }

        if (sequence <= (_isAll ? _last : newest.Of(received.Tick.Kind)))
        {
            return false;
        }

        newest.Raise(received.Tick.Kind, sequence);
        _last = Math.Max(_last, sequence);
        if (_isAll && !_wantsState)
        {
            Advance(Epoch, sequence);
        }

        return true;
    }

    private long Epoch { get; set; }

    // Another epoch numbers anew; but not a recording, which is played by another tape.
    private void Renumber(long epoch)
    {
        if (!isTaped)
        {
            Forget();
        }
        else if (_from.Kind == StartKind.Position)
        {
            _from = StartFrom.Position(epoch, _from.Sequence);
        }
    }

    private void Forget()
    {
        _newest.Clear();
        _last = 0;
    }

    private void Advance(long epoch, ulong sequence)
    {
        if (_from.Kind != StartKind.Position || _from.Epoch != epoch || sequence > _from.Sequence)
        {
            _from = StartFrom.Position(epoch, sequence);
        }
    }

    private ref Newest Of(uint instrument) => ref CollectionsMarshal.GetValueRefOrAddDefault(_newest, instrument, out _);

    /// <summary>The newest sequence of each kind of an instrument, and of which kinds its state is still to come.</summary>
    private struct Newest
    {
        private ulong _quote;
        private ulong _trade;
        private ulong _status;

        public TickKinds StateDue { get; set; }

        public readonly ulong Of(TickKind kind) => kind switch
        {
            TickKind.Quote => _quote,
            TickKind.Trade => _trade,
            _ => _status,
        };

        public void Raise(TickKind kind, ulong sequence)
        {
            switch (kind)
            {
                case TickKind.Quote:
                    _quote = Math.Max(_quote, sequence);
                    break;
                case TickKind.Trade:
                    _trade = Math.Max(_trade, sequence);
                    break;
                default:
                    _status = Math.Max(_status, sequence);
                    break;
            }
        }

        public bool TakeStateDue(TickKind kind)
        {
            TickKinds one = kind switch { TickKind.Quote => TickKinds.Quote, TickKind.Trade => TickKinds.Trade, _ => TickKinds.Status };
            bool isDue = (StateDue & one) != 0;
            StateDue &= ~one;
            return isDue;
        }
    }
}
