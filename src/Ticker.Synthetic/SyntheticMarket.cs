using Ticker.Model;
using Ticker.Synthetic.Listings;

namespace Ticker.Synthetic;

/// <summary>
/// A market that is made up: some two hundred instruments over several asset classes, with quotes, trades, bursts, an
/// opening, halts and trades through the book. Venues and symbols look like real ones so that a board reads naturally;
/// not one tick is.
/// </summary>
/// <remarks>
/// Deterministic: equal options give equal ticks, however the time is cut into calls, on any machine. Not for several
/// threads at once. After the first calls no tick costs an allocation.
/// </remarks>
public sealed class SyntheticMarket
{
    // Events whose instrument an answering event may take up: a power of two.
    private const int Remembered = 16_384;
    private const double SecondsToCatchUp = 15;

    private readonly SyntheticMarketOptions _options;
    private readonly RandomSource _random;
    private readonly SelfExcitingArrivals _arrivals;
    private readonly ActivityTable _activity;
    private readonly SimulatedBook[] _books;
    private readonly Agenda _agenda;
    private readonly TickQueue _out = new();
    private readonly int[] _recent = new int[Remembered];
    private readonly double _eventsPerSecond;
    private long _events;
    private int _opened;
    private long _now;
    private long _nextEvent;
    private bool _nextIsAnswer;
    private ulong _sequence;
    private long _openingTicks;

    /// <summary>Prepares the market; nothing has happened yet.</summary>
    /// <exception cref="ArgumentException">The options are wrong; the message says everything that is.</exception>
    public SyntheticMarket(SyntheticMarketOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        IReadOnlyList<string> wrong = options.Check();
        if (wrong.Count > 0)
        {
            throw new ArgumentException(string.Join("; ", wrong), nameof(options));
        }

        _options = options;
        _random = new RandomSource((ulong)options.Seed);
        _arrivals = new SelfExcitingArrivals(_random, options.Burstiness);
        GroupFactor[] factors = [.. Enum.GetValues<MarketGroup>().Select(_ => new GroupFactor(_random))];
        (Listing Listing, double Activity)[] listings = [.. ListingBook.Take(options.InstrumentCount)];
        _books = [.. listings.Select((row, n) => new SimulatedBook(row.Listing, (uint)n + 1, _random, factors[(int)row.Listing.Segment.Group], _out))];
        _activity = new ActivityTable([.. listings.Select(row => row.Activity)]);
        Instruments = [.. listings.Select((row, n) => row.Listing.Define((uint)n + 1))];

        // A trade is followed by a quote, and a few take several levels: so many ticks has an event, on average.
        double trades = listings.Sum(row => row.Activity * row.Listing.Segment.TradeShare) / listings.Sum(row => row.Activity);
        _eventsPerSecond = options.TicksPerSecond / (1 + (1.03 * trades));
        _arrivals.Excite(_eventsPerSecond * options.Burstiness);
        _agenda = new Agenda(_books, factors, _arrivals, _random, options, _eventsPerSecond);
    }

    /// <summary>The instruments, to be defined before the first tick. Numbers are the publisher's own: 1, 2, 3, ..</summary>
    public IReadOnlyList<Instrument> Instruments { get; }

    /// <summary>The sequence number of the last tick that <see cref="Advance"/> wrote; 0 before the first.</summary>
    public ulong LastSequence => _sequence;

    /// <summary>
    /// Writes the ticks that happen up to <paramref name="elapsed"/>, in order, each once. They carry the publisher's
    /// instrument number, an event time of <paramref name="start"/> plus the market's own time, and the feed's sequence
    /// 1, 2, 3, .. without holes; receive time and feed are left unset.
    /// </summary>
    /// <param name="elapsed">Market time since the start; a smaller one than before adds nothing.</param>
    /// <param name="start">The instant of the opening.</param>
    /// <param name="destination">Where to write.</param>
    /// <returns>How many were written; when it is all of <paramref name="destination"/> there may be more: call again.</returns>
    public int Advance(TimeSpan elapsed, UnixNanos start, Span<Tick> destination)
    {
        long limit = Math.Min(elapsed.Ticks, long.MaxValue / TimeSpan.NanosecondsPerTick) * TimeSpan.NanosecondsPerTick;
        int written = 0;
        while (written < destination.Length && (!_out.IsEmpty || Step(limit)))
        {
            if (_out.IsEmpty)
            {
                continue;
            }

            ref readonly Tick tick = ref _out.Take();
            destination[written++] = tick with { Sequence = ++_sequence, EventTime = new(start.Value + tick.EventTime.Value) };
        }

        return written;
    }

    // The next thing that happens, if it does by then; it may turn out to make no tick.
    private bool Step(long limit)
    {
        if (_opened < _books.Length)
        {
            return limit >= 0 && OpenNext();
        }

        long appointment = _agenda.Next;
        long next = Math.Min(_nextEvent, appointment);
        if (next > limit)
        {
            return false;
        }

        _now = next;
        if (appointment <= _nextEvent)
        {
            _agenda.Keep();
        }
        else
        {
            int instrument = _nextIsAnswer ? Remember() : Choose();
            _recent[_events++ % Remembered] = instrument;
            if (_books[instrument].IsLive)
            {
                _books[instrument].Happen(_now);
            }

            DrawNextEvent();
        }

        return true;
    }

    private bool OpenNext()
    {
        _books[_opened].Open(0, _agenda.DecideOpening(_opened));
        _openingTicks += 2;
        if (++_opened == _books.Length)
        {
            DrawNextEvent();
        }

        return true;
    }

    private int Choose() => _agenda.DrawInTheNews(_now) is var instrument and >= 0 ? instrument : _activity.Draw(_random);

    // Answers take up the instrument of an event that is as long ago as the excitation is old.
    private int Remember()
    {
        double ago = Math.Min(_random.Exponential() * Math.Max(1, _arrivals.LiveParents), Remembered - 1);
        long index = _events - 1 - (long)ago;
        return index < 0 ? _activity.Draw(_random) : _recent[index % Remembered];
    }

    private void DrawNextEvent()
    {
        // What is missing of the average, or too much, is made up for over some time, so that it holds in the long run.
        double due = _options.TicksPerSecond * (_now * 1e-9);
        double missing = due - ((long)_sequence - _openingTicks);
        double correction = Math.Clamp(1 + (missing / (_options.TicksPerSecond * SecondsToCatchUp)), 0.25, 4);
        double independent = _eventsPerSecond * correction * (1 - _options.Burstiness - Agenda.ShareOfNews(_options.Burstiness));
        double wait = _arrivals.Next(independent, out _nextIsAnswer);
        _nextEvent = _now + 1 + (long)Math.Min(wait * 1e9, 1e18);
    }
}
