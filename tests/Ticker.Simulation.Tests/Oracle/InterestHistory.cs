namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What a subscription asked for, and from which position on.</summary>
internal sealed class InterestHistory(ulong began, SymbolSet first)
{
    private readonly List<(ulong From, SymbolSet Set)> _sets = [(began, first)];

    public SymbolSet Now => _sets[^1].Set;

    public ulong Since => _sets[^1].From;

    public void Change(ulong position, SymbolSet set) => _sets.Add((position, set));

    /// <summary>The windows in which an instrument was asked for, the newest last.</summary>
    public IEnumerable<Window> WindowsOf(InstrumentTape instrument, MarketTape tape)
    {
        ulong? open = null;
        for (int i = 0; i < _sets.Count; i++)
        {
            (ulong from, SymbolSet set) = _sets[i];
            ulong end = i + 1 < _sets.Count ? _sets[i + 1].From : ulong.MaxValue;

            // A change leaves behind what another of the same name has replaced, as one that begins anew would.
            bool isReplaced = i > 0 && open is not null && tape.Find(instrument.Instrument.FullName, from) != instrument;
            if (isReplaced || !set.Matches(instrument.Instrument))
            {
                if (open is { } began)
                {
                    yield return new Window(instrument, began, from);
                    open = null;
                }
            }
            else if (open is null)
            {
                // Of several with one name only the one that the name means is found; what appears later is told.
                bool isFound = instrument.Defined <= from && tape.Find(instrument.Instrument.FullName, from) == instrument;
                bool appears = instrument.Defined > from && instrument.Defined <= end;
                open = isFound ? from : appears ? instrument.Defined : null;
            }
        }

        if (open is { } still)
        {
            yield return new Window(instrument, still, ulong.MaxValue);
        }
    }

    /// <summary>The window that is open, if one is.</summary>
    public Window? OpenWindowOf(InstrumentTape instrument, MarketTape tape) =>
        Now.Matches(instrument.Instrument) && WindowsOf(instrument, tape).LastOrDefault() is { IsOpen: true, Instrument: not null } window ? window : null;

    public IEnumerable<Window> Windows(MarketTape tape) => tape.Instruments.SelectMany(instrument => WindowsOf(instrument, tape));
}
