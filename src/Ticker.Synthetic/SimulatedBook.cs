using Ticker.Model;
using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>
/// The top of one instrument's book: a fair value that walks, a bid below and an ask above it, and what trades do to them.
/// Prices are counted in whole ticks and the fair value in 1/65,536 of a tick, all in integers, so that every price is on
/// the instrument's grid and the ask always above the bid. For one thread.
/// </summary>
internal sealed class SimulatedBook
{
    private const int FairBits = 16;

    // The most levels that one order takes.
    private const int MostLevels = 6;

    private readonly Listing _listing;
    private readonly Segment _segment;
    private readonly RandomSource _random;
    private readonly GroupFactor _factor;
    private readonly TickQueue _out;
    private readonly uint _number;
    private readonly double _ownStep;
    private readonly double _commonStep;
    private readonly long _lowestFair;
    private readonly long _highestFair;
    private readonly long _lowestPrice;
    private long _fair;
    private double _factorSeen;
    private long _walkedAt;
    private long _bid;
    private long _ask;
    private long _bidLots;
    private long _askLots;
    private (long Bid, long Ask, long BidLots, long AskLots) _shown;
    private ulong _tradeId;
    private bool _lastWasBuy;

    /// <summary>A book that stands at the previous close.</summary>
    public SimulatedBook(Listing listing, uint number, RandomSource random, GroupFactor factor, TickQueue output)
    {
        _listing = listing;
        _segment = listing.Segment;
        _number = number;
        _random = random;
        _factor = factor;
        _out = output;
        double step = listing.TicksPerRootSecond * (1 << FairBits);
        _commonStep = step * Math.Sqrt(_segment.Common);
        _ownStep = step * Math.Sqrt(1 - _segment.Common);

        // It stays within half and double of the close; where that is not above zero, within a wide band around it.
        long close = listing.CloseTicks;
        long band = close > 0 ? close : 50 + Math.Abs(close);
        _fair = (close << FairBits) + (1 << (FairBits - 1));
        _lowestFair = _fair - (band << (FairBits - 1));
        _highestFair = _fair + (band << FairBits);
        _lowestPrice = close > 0 ? 1 : long.MinValue / 2;
        _tradeId = 1_000_000UL * (1 + (ulong)random.Below(9_000));
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
        _out.Add(Tick.ForStatus(_number, state, default) with { EventTime = new(now), Flags = TickFlags.Snapshot });
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
        _out.Add(Tick.ForStatus(_number, state, reason) with { EventTime = new(now) });
        bool askGone = _random.Below(2) == 0;
        _out.Add(new Tick
        {
            Kind = TickKind.Quote,
            Instrument = _number,
            EventTime = new(now),
            BidPrice = askGone ? _bid * _listing.TickSize : Tick.NoPrice,
            BidSize = askGone ? _bidLots * _segment.LotSize : 0,
            AskPrice = askGone ? Tick.NoPrice : _ask * _listing.TickSize,
            AskSize = askGone ? 0 : _askLots * _segment.LotSize,
        });
    }

    /// <summary>A stop goes into its next stage: the status alone.</summary>
    public void StayStopped(long now, TradingState state, ReadOnlySpan<byte> reason)
    {
        State = state;
        _out.Add(Tick.ForStatus(_number, state, reason) with { EventTime = new(now) });
    }

    /// <summary>Trading begins or goes on: the status, an auction's trade without an aggressor, and a whole quote.</summary>
    public void Resume(long now)
    {
        State = TradingState.Trading;
        _out.Add(Tick.ForStatus(_number, TradingState.Trading, default) with { EventTime = new(now) });
        Walk(now);
        Center(_listing.Spread * 2);
        AddTrade(now, _fair >> FairBits, HeavyTail.Lots(_random, _segment.TradeLots * 20), Side.None);
        AddQuote(now, TickFlags.None);
    }

    private void Walk(long now)
    {
        _factor.AdvanceTo(now);
        double move = (_ownStep * _random.Bell() * Math.Sqrt((now - _walkedAt) * 1e-9)) + (_commonStep * (_factor.Level - _factorSeen));
        _factorSeen = _factor.Level;
        _walkedAt = now;
        _fair = Math.Clamp(_fair + (long)move, _lowestFair, _highestFair);
    }

    private void Requote(long now)
    {
        Walk(now);
        if (_fair < _bid << FairBits || _fair > _ask << FairBits)
        {
            Center(UsualSpread());
        }
        else if (_ask - _bid > _listing.Spread && _random.Below(4) == 0)
        {
            Tighten();
        }
        else if (_random.Below(2) == 0)
        {
            _bidLots = OtherLots(_bidLots);
        }
        else
        {
            _askLots = OtherLots(_askLots);
        }

        AddQuote(now, TickFlags.None);
    }

    private void Trade(long now, bool sweep)
    {
        // Buyers follow buyers more often than not: large orders are worked in small pieces.
        bool buy = _random.Below(100) < 45 ? _lastWasBuy : _random.Below(2) == 0;
        _lastWasBuy = buy;
        long lots = TradeLots();
        long there = buy ? _askLots : _bidLots;
        if (!sweep && lots < there)
        {
            AddTrade(now, buy ? _ask : _bid, lots, buy ? Side.Buy : Side.Sell);
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
            AddTrade(now, buy ? _ask : _bid, buy ? _askLots : _bidLots, buy ? Side.Buy : Side.Sell);
            if (buy)
            {
                _ask += gap;
                _askLots = SomeLots();
            }
            else if (_bid - gap < _lowestPrice)
            {
                break;
            }
            else
            {
                _bid -= gap;
                _bidLots = SomeLots();
            }
        }

        // The other side follows, or the spread stays wide for a while.
        long widest = _listing.Spread + 1 + _random.Below(2);
        if (_ask - _bid > widest)
        {
            if (buy)
            {
                _bid = _ask - widest;
                _bidLots = SomeLots();
            }
            else
            {
                _ask = _bid + widest;
                _askLots = SomeLots();
            }
        }

        _fair = Math.Clamp(_fair, _bid << FairBits, _ask << FairBits);
    }

    private void Center(long spread)
    {
        long bid = Math.Max(_lowestPrice, (_fair >> FairBits) - ((spread - 1) / 2));
        long ask = bid + spread;
        if (bid != _bid)
        {
            _bidLots = SomeLots();
        }

        if (ask != _ask)
        {
            _askLots = SomeLots();
        }

        _bid = bid;
        _ask = ask;
    }

    // Somebody offers a better price, on the side that the fair value leaves more room on.
    private void Tighten()
    {
        if (_fair - (_bid << FairBits) > (_ask << FairBits) - _fair)
        {
            _bid++;
            _bidLots = SomeLots();
        }
        else
        {
            _ask--;
            _askLots = SomeLots();
        }
    }

    private long UsualSpread() => _random.Below(4) switch
    {
        0 => _listing.Spread + 1 + (_listing.Spread / 3),
        1 => Math.Max(1, _listing.Spread - (_listing.Spread / 4)),
        _ => _listing.Spread,
    };

    private long SomeLots()
    {
        long lots = HeavyTail.Lots(_random, _segment.QuoteLots);
        return Math.Max(1, lots / _segment.RoundLots) * _segment.RoundLots;
    }

    // A third are remainders, and half of what is larger than a round lot is round.
    private long TradeLots()
    {
        long lots = HeavyTail.Lots(_random, _segment.TradeLots);
        int kind = _random.Below(6);
        return kind switch
        {
            < 2 => 1 + (long)(lots * _random.Fraction()),
            < 5 when lots > _segment.RoundLots => lots / _segment.RoundLots * _segment.RoundLots,
            _ => lots,
        };
    }

    // Orders come and go: the size changes, by an order's size or altogether.
    private long OtherLots(long lots)
    {
        long other = SomeLots();
        long half = lots / 2 / _segment.RoundLots * _segment.RoundLots;
        long mixed = half == 0 ? other : half + Math.Max(1, other / 2 / _segment.RoundLots) * _segment.RoundLots;
        return mixed != lots ? mixed : lots + _segment.RoundLots;
    }

    private void AddTrade(long now, long price, long lots, Side side) => _out.Add(new Tick
    {
        Kind = TickKind.Trade,
        Instrument = _number,
        EventTime = new(now),
        Price = price * _listing.TickSize,
        Size = lots * _segment.LotSize,
        TradeId = ++_tradeId,
        Side = side,
    });

    private void AddQuote(long now, TickFlags flags)
    {
        // What moved may have moved back: a quote is news only when something in it is.
        if ((_bid, _ask, _bidLots, _askLots) == _shown)
        {
            _bidLots += _segment.RoundLots;
        }

        _shown = (_bid, _ask, _bidLots, _askLots);
        _out.Add(new Tick
        {
            Kind = TickKind.Quote,
            Flags = flags,
            Instrument = _number,
            EventTime = new(now),
            BidPrice = _bid * _listing.TickSize,
            BidSize = _bidLots * _segment.LotSize,
            AskPrice = _ask * _listing.TickSize,
            AskSize = _askLots * _segment.LotSize,
        });
    }
}
