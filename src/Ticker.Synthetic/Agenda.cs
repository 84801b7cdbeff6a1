using Ticker.Model;

namespace Ticker.Synthetic;

/// <summary>
/// What happens at a set time: late openings, news that shakes a group, halts, pauses and their ends. It holds at most one
/// appointment for each instrument and two of the market's own, and is made as large at the start. For one thread.
/// </summary>
internal sealed class Agenda
{
    private const double SecondsBetweenNews = 20;
    private const double ShakePerBurstiness = 8;
    private const long Second = 1_000_000_000;
    private const int News = -1;
    private const int Halt = -2;

    private readonly SimulatedBook[] _books;
    private readonly int[] _haltable;
    private readonly int[][] _groups;
    private readonly GroupFactor[] _factors;
    private readonly SelfExcitingArrivals _arrivals;
    private readonly RandomSource _random;
    private readonly double _shake;
    private readonly double _secondsBetweenHalts;
    private readonly PriorityQueue<int, (long At, long Order)> _appointments;
    private long _order;
    private int _stopped;
    private long _newsUntil;
    private int _newsGroup;

    /// <summary>Makes the first appointments.</summary>
    public Agenda(SimulatedBook[] books, GroupFactor[] factors, SelfExcitingArrivals arrivals, RandomSource random, SyntheticMarketOptions options, double eventsPerSecond)
    {
        _books = books;
        _factors = factors;
        _arrivals = arrivals;
        _random = random;
        _shake = eventsPerSecond * options.Burstiness * ShakePerBurstiness;
        _secondsBetweenHalts = options.HaltInterval.TotalSeconds;
        _haltable = options.Halts ? [.. Enumerable.Range(0, books.Length).Where(n => books[n].CanHalt)] : [];
        _groups = [.. factors.Select((_, group) => Enumerable.Range(0, books.Length).Where(n => (int)books[n].Group == group).ToArray())];
        _appointments = new PriorityQueue<int, (long At, long Order)>(books.Length + 2);
        Appoint(News, 0, _random.Exponential() * SecondsBetweenNews);
        if (_haltable.Length > 0)
        {
            Appoint(Halt, 0, _random.Exponential() * _secondsBetweenHalts);
        }
    }

    /// <summary>When the next appointment is, in ns since the start.</summary>
    public long Next => _appointments.TryPeek(out _, out (long At, long Order) when) ? when.At : long.MaxValue;

    /// <summary>What part of all independent activity the news makes up for.</summary>
    public static double ShareOfNews(double burstiness) => burstiness * ShakePerBurstiness / (SecondsBetweenNews * SelfExcitingArrivals.Decay);

    /// <summary>Whether an instrument trades from the start, or opens some seconds later than the rest.</summary>
    public TradingState DecideOpening(int instrument)
    {
        if (_haltable.Length == 0 || !_books[instrument].CanHalt || _random.Below(16) > 0)
        {
            return TradingState.Trading;
        }

        Appoint(instrument, 0, Between(1, 8));
        return TradingState.PreOpen;
    }

    /// <summary>An instrument of the group that the news is about, half of the time while there is news; else -1.</summary>
    public int DrawInTheNews(long now) =>
        now < _newsUntil && _random.Below(2) == 0 ? _groups[_newsGroup][_random.Below(_groups[_newsGroup].Length)] : -1;

    /// <summary>Does what is due.</summary>
    public void Keep()
    {
        _appointments.TryDequeue(out int who, out (long At, long Order) when);
        switch (who)
        {
            case News:
                Shake(when.At);
                Appoint(News, when.At, _random.Exponential() * SecondsBetweenNews);
                break;
            case Halt:
                StopOne(when.At);
                Appoint(Halt, when.At, _random.Exponential() * _secondsBetweenHalts);
                break;
            default:
                GoOn(who, when.At);
                break;
        }
    }

    private void Shake(long now)
    {
        int group = _random.Below(_groups.Length);
        if (_groups[group].Length > 0)
        {
            _newsGroup = group;
            _newsUntil = now + (Second * 2 / 5);
            _factors[group].AdvanceTo(now);
            _factors[group].Jump(_random.Bell() * 6);
            _arrivals.Excite(_shake);
        }
    }

    private void StopOne(long now)
    {
        int who = _haltable[_random.Below(_haltable.Length)];
        SimulatedBook book = _books[who];
        if (book.State != TradingState.Trading || _stopped >= Math.Max(1, _haltable.Length / 20))
        {
            return;
        }

        _stopped++;
        if (_random.Below(2) == 0)
        {
            book.Stop(now, TradingState.Halted, "news pending"u8);
            Appoint(who, now, Between(10, 30));
        }
        else
        {
            book.Sweep(now);
            book.Stop(now, TradingState.Paused, "volatility pause"u8);
            Appoint(who, now, Between(5, 15));
        }
    }

    private void GoOn(int who, long now)
    {
        SimulatedBook book = _books[who];
        switch (book.State)
        {
            case TradingState.Halted:
                book.StayStopped(now, TradingState.Paused, "resumption auction"u8);
                Appoint(who, now, Between(3, 8));
                break;
            case TradingState.Paused:
                _stopped--;
                book.Resume(now);
                break;
            default:
                book.Resume(now);
                break;
        }
    }

    private double Between(double least, double most) => least + ((most - least) * _random.Fraction());

    private void Appoint(int who, long now, double seconds) => _appointments.Enqueue(who, (now + 1 + (long)(seconds * Second), _order++));
}
