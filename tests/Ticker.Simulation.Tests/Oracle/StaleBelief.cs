using Ticker.Protocol;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What a peer takes for stale in one subscription, by the rule for clients, held against what was.</summary>
internal sealed class StaleBelief
{
    private readonly HashSet<uint> _noticed = [];
    private readonly HashSet<uint> _flagged = [];

    /// <summary>An instrument was told, or is asked for no more: nothing is known of it.</summary>
    public void Forget(uint instrument)
    {
        _noticed.Remove(instrument);
        _flagged.Remove(instrument);
    }

    /// <summary>Takes a tick of a snapshot as of a position that was sent at another.</summary>
    public void TakeSnapshot(InstrumentTape tape, in Tick tick, ulong began, ulong position)
    {
        bool stale = tick.Flags.HasFlag(TickFlags.Stale);
        Promise.Kept(tape.WasEver(stale, began, position), $"{tick} came as a snapshot as of #{began} at #{position}; {tape.Instrument.FullName} was {(stale ? "never" : "always")} stale");
        if (stale)
        {
            _flagged.Add(tick.Instrument);
            RunTally.Add(Happening.StaleSnapshotTick);
        }
    }

    /// <summary>Takes a notice of instruments that were told.</summary>
    public void Take(Notice notice, MarketTape tape, ulong position)
    {
        bool stale = notice.Code == NoticeCode.Stale;
        Promise.Kept(notice.References.Count is > 0 and <= Notice.MaxReferences, $"{notice} names {notice.References.Count} instruments");
        Promise.Kept(stale == notice.Detail is not null, $"{notice} says why: {notice.Detail}");
        RunTally.Add(stale ? Happening.StaleNotice : Happening.FreshNotice);
        foreach (uint instrument in notice.References)
        {
            bool isNews = stale ? _noticed.Add(instrument) : _noticed.Remove(instrument) | _flagged.Remove(instrument);
            Promise.Kept(isNews, $"{notice} names {tape[instrument].Instrument.FullName}, of which that was known");
            Promise.Kept(tape[instrument].WasStaleAt(position) == stale, $"{notice} came at #{position}; {tape[instrument].Instrument.FullName} is not");
        }
    }

    /// <summary>All has come: what is taken for stale is what is.</summary>
    public void Check(IEnumerable<InstrumentTape> told, ulong position)
    {
        foreach (InstrumentTape tape in told)
        {
            bool believed = _noticed.Contains(tape.Number);
            Promise.Kept(believed == tape.WasStaleAt(position), $"{tape.Instrument.FullName} is {(believed ? "not " : "")}stale at #{position}, and its subscriber was not told");
            Promise.Kept(believed || !_flagged.Contains(tape.Number), $"{tape.Instrument.FullName} was flagged as stale, and not said to be fresh");
        }
    }
}
