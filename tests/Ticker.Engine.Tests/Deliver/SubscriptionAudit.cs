using Ticker.Engine.Deliver;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Holds what a peer learnt of a subscription against everything that happened.</summary>
internal sealed class SubscriptionAudit
{
    private readonly SubscriptionLog _log;
    private readonly Tick[] _matched;
    private readonly Tick[] _ofInstruments;
    private readonly IReadOnlyList<Tick> _tape;
    private readonly InstrumentRegistry _instruments;

    public SubscriptionAudit(SubscriptionLog log, IReadOnlyList<Tick> tape, InstrumentRegistry instruments)
    {
        (_log, _tape, _instruments) = (log, tape, instruments);
        Dictionary<uint, ulong> defined = [];
        foreach (Tick tick in tape.Where(tick => tick.Kind == TickKind.Definition))
        {
            defined.TryAdd(tick.Instrument, tick.Sequence);
        }

        HashSet<uint> told = [.. log.Told];
        _ofInstruments = [.. tape.Where(tick => tick.Kind <= TickKind.Status && tick.Sequence > log.Began && told.Contains(tick.Instrument) && tick.Sequence > defined[tick.Instrument])];
        _matched = [.. _ofInstruments.Where(IsWanted)];
    }

    /// <summary>What holds at any moment, however the connection ended.</summary>
    public void CheckWhatCame()
    {
        HashSet<ulong> matched = [.. _matched.Select(tick => tick.Sequence)];
        Assert.All(_log.Live, tick => Assert.Contains(tick.Sequence, matched));
        Assert.All(_log.Snapshot, tick => Assert.True(tick.Sequence <= _log.Began && tick.Flags.HasFlag(TickFlags.Snapshot) && IsWanted(tick)));
        Assert.True(_log.Request.From.Kind == StartKind.Snapshot || _log.Snapshot.Count == 0);
        CheckOneByOne(_log.Live);
        foreach ((ulong position, int live) in _log.Heartbeats)
        {
            CheckNothingWasPending(position, live);
        }

        foreach ((Statement statement, int snapshot, int live) in _log.Statements)
        {
            Assert.Equal(statement.Matched, statement.Delivered + statement.ConflatedBySocket + statement.ConflatedByServer + statement.Discarded + statement.Pending);
            Assert.Equal(live, statement.Delivered);
            Assert.Equal(snapshot, statement.Snapshot);
            Assert.Equal((0, 0, 0), (statement.ConflatedByRate, statement.ConflatedByBudget, statement.Filtered));
        }
    }

    /// <summary>What holds for a subscription that lives and has nothing waiting.</summary>
    public void CheckNothingIsMissing()
    {
        Assert.True(_log.HasSeam);
        CheckEveryMatchIsTold();
        Assert.Equal(
            _matched.Where(IsOneByOne).Select(tick => tick.Sequence),
            _log.Live.Where(IsOneByOne).Select(tick => tick.Sequence));
        Assert.Equal(_matched.Count(tick => tick.Kind == TickKind.Quote), _log.QuotesStoodFor);
        foreach (uint instrument in _log.Told)
        {
            Assert.Equal(NewestQuote(_matched, instrument), NewestQuote(_log.Live, instrument));
            CheckSnapshot(instrument);
            CheckGapFlags(instrument);
        }

        CheckGapsAreTold();
    }

    /// <summary>Up to a position, nothing was pending when so many live ticks had come.</summary>
    public void CheckNothingWasPending(ulong position, int live)
    {
        List<Tick> came = _log.Live[..live];
        HashSet<ulong> sequences = [.. came.Select(tick => tick.Sequence)];
        Dictionary<uint, ulong> newest = came.Where(tick => tick.Kind == TickKind.Quote).GroupBy(tick => tick.Instrument).ToDictionary(quotes => quotes.Key, quotes => quotes.Max(tick => tick.Sequence));
        foreach (Tick tick in _matched)
        {
            if (tick.Sequence > position)
            {
                break;
            }

            bool there = IsOneByOne(tick) ? sequences.Contains(tick.Sequence) : newest.GetValueOrDefault(tick.Instrument) >= tick.Sequence;
            Assert.True(there, $"{position} was told as caught up, but {tick} had not come");
        }
    }

    // Of several with one name, those that were replaced before the beginning need not be told.
    private void CheckEveryMatchIsTold()
    {
        Assert.Null(InterestSet.Create(_log.Request.Symbols, out InterestSet interest));
        HashSet<uint> told = [.. _log.Told];
        Assert.All(told, number => Assert.True(interest.Matches(_instruments[number])));
        Tick[] definitions = [.. _tape.Where(tick => tick.Kind == TickKind.Definition)];
        ILookup<string, Tick> byName = definitions.ToLookup(tick => _instruments[tick.Instrument].FullName);
        foreach (Tick definition in definitions.Where(tick => interest.Matches(_instruments[tick.Instrument]) && !told.Contains(tick.Instrument)))
        {
            string name = _instruments[definition.Instrument].FullName;
            Assert.True(byName[name].Any(newer => newer.Instrument > definition.Instrument && newer.Sequence <= _log.Began), $"{name} was not told");
        }
    }

    private static ulong NewestQuote(IEnumerable<Tick> ticks, uint instrument) =>
        ticks.LastOrDefault(tick => tick.Instrument == instrument && tick.Kind == TickKind.Quote).Sequence;

    private bool IsWanted(Tick tick) => ((int)_log.Request.Kinds & (1 << (int)tick.Kind)) != 0;

    private bool IsOneByOne(Tick tick) => tick.Kind != TickKind.Quote || _log.Request.Mode == DeliveryMode.All;

    // Whatever did not come yet: those that came are without a hole.
    private void CheckOneByOne(List<Tick> live)
    {
        ulong[] came = [.. live.Where(IsOneByOne).Select(tick => tick.Sequence)];
        Assert.Equal(_matched.Where(IsOneByOne).Select(tick => tick.Sequence).Take(came.Length), came);
    }

    private void CheckSnapshot(uint instrument)
    {
        if (_log.Request.From.Kind == StartKind.Snapshot)
        {
            IEnumerable<ulong> state = _tape
                .Where(tick => tick.Kind <= TickKind.Status && tick.Instrument == instrument && tick.Sequence <= _log.Began && IsWanted(tick))
                .GroupBy(tick => tick.Kind).Select(kind => kind.Last().Sequence).Order();
            Assert.Equal(IsTooLate(instrument) ? [] : state, _log.Snapshot.Where(tick => tick.Instrument == instrument).Select(tick => tick.Sequence));
        }
    }

    // What became known after the beginning has no past to be told.
    private bool IsTooLate(uint instrument) => _tape.First(tick => tick.Kind == TickKind.Definition && tick.Instrument == instrument).Sequence > _log.Began;

    private void CheckGapFlags(uint instrument)
    {
        Tick[] came = [.. _log.Live.Where(tick => tick.Instrument == instrument)];
        foreach (Tick gap in _ofInstruments.Where(tick => tick.Instrument == instrument && tick.Flags.HasFlag(TickFlags.GapBefore)))
        {
            int at = Array.FindIndex(came, tick => tick.Sequence >= gap.Sequence);
            bool told = at < 0 || came[at].Flags.HasFlag(TickFlags.GapBefore) || (at > 0 && came[at - 1].Flags.HasFlag(TickFlags.GapBefore));
            Assert.True(told, $"the gap before {gap} is on no tick");
        }
    }

    private void CheckGapsAreTold()
    {
        foreach (Tick tick in _ofInstruments.Where(tick => tick.Flags.HasFlag(TickFlags.GapBefore)))
        {
            ulong record = _tape.Last(one => one.Kind == TickKind.FeedState && one.FeedState == FeedState.Gap && one.Feed == tick.Feed && one.Sequence < tick.Sequence).Sequence;
            Assert.Contains(_log.Gaps, gap => gap.From <= record && record <= gap.To);
        }
    }
}
