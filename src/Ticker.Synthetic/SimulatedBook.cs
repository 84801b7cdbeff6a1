using Ticker.Model;
using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>
/// The top of one instrument's book: a bid below and an ask above its fair value, and what trades do to them. Prices are
/// counted in whole ticks, so that every one is on the instrument's grid and the ask always above the bid. For one thread.
/// </summary>
internal sealed class SimulatedBook
{
    // The most levels that one order takes.
    private const int MostLevels = 6;

    private readonly Listing _listing;
    private readonly Segment _segment;
    private readonly RandomSource _random;
    private readonly FairValue _fair;
    private readonly OrderSizes _sizes;
    private readonly TickTeller _tell;
    private readonly long _lowestPrice;
    private long _bid = long.MinValue;
    private long _ask = long.MinValue;
    private long _bidLots;
    private long _askLots;
    private (long Bid, long Ask, long BidLots, long AskLots) _shown;
    private bool _lastWasBuy;

    /// <summary>A book that stands at the previous close.</summary>
    public SimulatedBook(Listing listing, uint number, RandomSource random, GroupFactor factor, TickQueue output)
    {
        _listing = listing;
        _segment = listing.Segment;
        _random = random;
        _fair = new FairValue(listing, random, factor);
        _sizes = new OrderSizes(_segment, random);
        _tell = new TickTeller(listing, number, 1_000_001UL + (1_000_000UL * (ulong)random.Below(9_000)), output);
        _lowestPrice = listing.CloseTicks > 0 ? 1 : long.MinValue / 2;
        Center(listing.Spread);
    }

    /// <summary>Whether it trades, as the last status said.</summary>
    public TradingState State { get; private set; }

    /// <summary>What it moves with.</summary>
    public MarketGroup Group => _segment.Group;

    /// <summary>Whether it can be halted.</summary>
    public bool CanHalt => _segment.Halts;

    /// <summary>Whether an event of its own may happen to it now.</summary>
    public bool IsLive => State is TradingState.Trading or TradingState.PreOpen;

    /// <summary>The opening: the state, and the first quote.</summary>
    public void Open(long now, TradingState state)
    {
        State = state;
        _tell.Status(now, state, default, TickFlags.Snapshot);
        AddQuote(now, TickFlags.Snapshot);
    }

    /// <summary>Something happens: a quote changes, or a trade and what it leaves of the quote.</summary>
    public void Happen(long now)
    {
        if (State == TradingState.Trading && _random.Chance(_segment.TradeShare))
        {
            Trade(now, sweep: _random.Below(128) == 0);
        }
        else
        {
            Requote(now);
        }
    }

    /// <summary>An order takes several levels at once.</summary>
    public void Sweep(long now) => Trade(now, sweep: true);

    /// <summary>Trading stops: the status with its reason, and a quote with one side gone.</summary>
    public void Stop(long now, TradingState state, ReadOnlySpan<byte> reason)
    {
        State = state;
        _tell.Status(now, state, reason);
        bool askGone = _random.Below(2) == 0;
        _tell.Quote(now, _bid, askGone ? _bidLots : 0, _ask, askGone ? 0 : _askLots);
    }

    /// <summary>A stop goes into its next stage: the status alone.</summary>
    public void StayStopped(long now, TradingState state, ReadOnlySpan<byte> reason)
    {
        State = state;
        _tell.Status(now, state, reason);
    }

    /// <summary>Trading begins or goes on: the status, an auction's trade without an aggressor, and a whole quote.</summary>
    public void Resume(long now)
    {
        State = TradingState.Trading;
        _tell.Status(now, TradingState.Trading, default);
        _fair.AdvanceTo(now);
        Center(_listing.Spread * 2);
        _tell.Trade(now, _fair.Ticks, _sizes.Auction(), Side.None);
        AddQuote(now, TickFlags.None);
    }

    private void Requote(long now)
    {
        _fair.AdvanceTo(now);
        if (_fair.IsOutside(_bid, _ask))
        {
            Center(UsualSpread());
        }
        else if (_ask - _bid > _listing.Spread && _random.Below(4) == 0)
        {
            Tighten();
        }
        else if (_random.Below(2) == 0)
        {
            _bidLots = _sizes.AfterOrders(_bidLots);
        }
        else
        {
            _askLots = _sizes.AfterOrders(_askLots);
        }

        AddQuote(now, TickFlags.None);
    }

    private void Trade(long now, bool sweep)
    {
        // Buyers follow buyers more often than not: large orders are worked in small pieces.
        bool buy = _random.Below(100) < 45 ? _lastWasBuy : _random.Below(2) == 0;
        _lastWasBuy = buy;
        long lots = _sizes.Trade();
        long there = buy ? _askLots : _bidLots;
        if (!sweep && lots < there)
        {
            _tell.Trade(now, buy ? _ask : _bid, lots, buy ? Side.Buy : Side.Sell);
            (buy ? ref _askLots : ref _bidLots) -= lots;
        }
        else
        {
            TakeLevels(now, buy, sweep ? 2 + _random.Below(MostLevels - 1) : 1);
        }

        AddQuote(now, TickFlags.None);
    }

    // Each level is taken whole, so that the next quote begins beyond the last trade.
    private void TakeLevels(long now, bool buy, int levels)
    {
        long gap = Math.Max(1, _listing.Spread / 4);
        for (int level = 0; level < levels; level++)
        {
            _tell.Trade(now, buy ? _ask : _bid, buy ? _askLots : _bidLots, buy ? Side.Buy : Side.Sell);
            if (buy)
            {
                _ask += gap;
                _askLots = _sizes.Level();
            }
            else if (_bid - gap < _lowestPrice)
            {
                break;
            }
            else
            {
                _bid -= gap;
                _bidLots = _sizes.Level();
            }
        }

        // The other side follows, or the spread stays wide for a while.
        long widest = _listing.Spread + 1 + _random.Below(2);
        if (_ask - _bid > widest)
        {
            if (buy)
            {
                _bid = _ask - widest;
                _bidLots = _sizes.Level();
            }
            else
            {
                _ask = _bid + widest;
                _askLots = _sizes.Level();
            }
        }

        _fair.Follow(_bid, _ask);
    }

    private void Center(long spread)
    {
        long bid = Math.Max(_lowestPrice, _fair.Ticks - ((spread - 1) / 2));
        long ask = bid + spread;
        if (bid != _bid)
        {
            _bidLots = _sizes.Level();
        }

        if (ask != _ask)
        {
            _askLots = _sizes.Level();
        }

        _bid = bid;
        _ask = ask;
    }

    // Somebody offers a better price, on the side that the fair value leaves more room on.
    private void Tighten()
    {
        if (_fair.Value - (_bid << FairValue.Bits) > (_ask << FairValue.Bits) - _fair.Value)
        {
            _bid++;
            _bidLots = _sizes.Level();
        }
        else
        {
            _ask--;
            _askLots = _sizes.Level();
        }
    }

    private long UsualSpread() => _random.Below(4) switch
    {
        0 => _listing.Spread + 1 + (_listing.Spread / 3),
        1 => Math.Max(1, _listing.Spread - (_listing.Spread / 4)),
        _ => _listing.Spread,
    };

    private void AddQuote(long now, TickFlags flags)
    {
        // What moved may have moved back: a quote is news only when something in it is.
        if ((_bid, _ask, _bidLots, _askLots) == _shown)
        {
            _bidLots += _segment.RoundLots;
        }

        _shown = (_bid, _ask, _bidLots, _askLots);
        _tell.Quote(now, _bid, _bidLots, _ask, _askLots, flags);
    }
}
