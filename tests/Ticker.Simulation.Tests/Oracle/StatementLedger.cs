using Ticker.Protocol;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What came of a subscription, against the accounts that it was told.</summary>
internal sealed class StatementLedger
{
    private readonly List<Entry> _entries = [];
    private readonly List<(Statement Statement, int Entries)> _statements = [];
    private readonly long[] _collapsed = new long[(int)CollapseCause.Server + 1];
    private long _snapshot;
    private long _stoodFor;
    private ulong _first;
    private ulong _last;

    private readonly record struct Entry(ulong First, ulong Sequence);

    public void TakeSnapshot()
    {
        _snapshot++;
        RunTally.Add(Happening.SnapshotTick);
    }

    public void Take(in Tick tick, in Collapsed collapsed)
    {
        _entries.Add(new Entry(collapsed.IsMany ? collapsed.FirstSequence : tick.Sequence, tick.Sequence));
        _stoodFor += collapsed.IsMany ? collapsed.Count : 1;
        _collapsed[(int)collapsed.Cause] += collapsed.IsMany ? collapsed.Count - 1 : 0;
        RunTally.Add(Happening.LiveTick);
        if (collapsed.IsMany)
        {
            RunTally.Add(tick.Kind == TickKind.Trade ? Happening.CollapsedTrade : collapsed.HasQuoteSummary ? Happening.SummarizedQuote : Happening.CollapsedQuote);
        }

        _first = _first == 0 ? tick.Sequence : _first;
        _last = Math.Max(_last, tick.Sequence);
    }

    /// <summary>A statement has come: what it says of what came is so.</summary>
    public void Take(Statement told)
    {
        long conflated = told.ConflatedByRate + told.ConflatedBySocket + told.ConflatedByBudget + told.ConflatedByServer;
        Promise.Kept(told.Matched == told.Delivered + conflated + told.Filtered + told.Discarded + told.Pending, $"the accounts do not balance: {told}");
        Promise.Kept(told.Delivered == _entries.Count && told.Snapshot == _snapshot && told.Filtered == 0, $"{_entries.Count} live and {_snapshot} snapshot ticks had come before {told}");
        Promise.Kept(told.FirstSequence == _first && told.LastSequence == _last, $"#{_first} to #{_last} had come before {told}");
        Promise.Kept(told.Matched >= _stoodFor, $"what had come stood for {_stoodFor}: {told}");
        CheckCause(told.ConflatedByRate, CollapseCause.Rate, told);
        CheckCause(told.ConflatedBySocket, CollapseCause.Socket, told);
        CheckCause(told.ConflatedByBudget, CollapseCause.Budget, told);
        CheckCause(told.ConflatedByServer, CollapseCause.Server, told);
        if (_statements.Count > 0)
        {
            Statement before = _statements[^1].Statement;
            Promise.Kept(before.Matched <= told.Matched && before.Discarded <= told.Discarded, $"{told} came after {before}");
        }

        RunTally.Add(Happening.Statement);
        _statements.Add((told, _entries.Count));
    }

    /// <summary>Looks back at all statements, now that everything is known.</summary>
    /// <param name="windows">All that it was owed.</param>
    /// <param name="kinds">Of which kinds.</param>
    /// <param name="cameWhole">Whether all of it has come.</param>
    public void Audit(IReadOnlyList<Window> windows, TickKinds kinds, bool cameWhole)
    {
        if (_statements.Count == 0)
        {
            return;
        }

        ulong[] matched = Matched(windows, kinds);
        bool nothingDiscarded = cameWhole && windows.All(window => window.IsOpen);
        foreach ((Statement told, int entries) in _statements)
        {
            Promise.Kept(told.Matched <= matched.Length, $"there were {matched.Length} at the end, but {told}");
            ulong position = told.Matched == 0 ? 0 : matched[told.Matched - 1];
            Promise.Kept(position >= told.LastSequence, $"with #{position} all that it tells had matched: {told}");
            if (nothingDiscarded)
            {
                int pending = 0;
                for (int i = entries; i < _entries.Count; i++)
                {
                    pending += _entries[i].First <= position ? 1 : 0;
                }

                Promise.Kept(told.Discarded == 0 && told.Pending == pending, $"{pending} of what came later waited already at #{position}: {told}");
            }
        }

        if (cameWhole)
        {
            Statement last = _statements[^1].Statement;
            Promise.Kept(last.Matched == matched.Length && last.Pending == 0, $"{matched.Length} matched and all has come: {last}");
            Promise.Kept(
                !nothingDiscarded || (last.ConflatedByRate == _collapsed[1] && last.ConflatedBySocket == _collapsed[2]
                    && last.ConflatedByBudget == _collapsed[3] && last.ConflatedByServer == _collapsed[4]),
                $"collapsed by rate {_collapsed[1]}, socket {_collapsed[2]}, budget {_collapsed[3]}, server {_collapsed[4]}: {last}");
        }
    }

    private void CheckCause(long told, CollapseCause cause, Statement statement) =>
        Promise.Kept(told >= _collapsed[(int)cause], $"{_collapsed[(int)cause]} were collapsed by {cause} in what had come: {statement}");

    private static ulong[] Matched(IReadOnlyList<Window> windows, TickKinds kinds)
    {
        var matched = new List<ulong>();
        foreach (Window window in windows)
        {
            List<Tick> all = window.Instrument.All;
            for (int i = InstrumentTape.After(all, window.After); i < all.Count && all[i].Sequence <= window.UpTo; i++)
            {
                if (kinds.Has(all[i].Kind))
                {
                    matched.Add(all[i].Sequence);
                }
            }
        }

        matched.Sort();
        return [.. matched];
    }
}
