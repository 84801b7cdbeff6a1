namespace Ticker.Engine.Deliver;

/// <summary>
/// For each instrument, the cells of the cohorts that get its ticks. Adding and removing cost O(1). Only its
/// lane's thread uses it.
/// </summary>
internal sealed class InterestTable
{
    private Row[] _rows = new Row[256];

    /// <summary>How many cells there are in all.</summary>
    public int Cells { get; private set; }

    private struct Row
    {
        public Interest[]? Interests;
        public int Count;
    }

    /// <summary>One cohort's cell.</summary>
    public record struct Interest(Cohort Cohort, int Cell);

    /// <summary>Who gets the ticks of an instrument.</summary>
    public ReadOnlySpan<Interest> Of(uint instrument) =>
        instrument < (uint)_rows.Length ? _rows[instrument].Interests.AsSpan(0, _rows[instrument].Count) : default;

    /// <summary>Adds a cell.</summary>
    /// <returns>Its place, to be kept in <see cref="Cohort.Places"/>.</returns>
    public int Add(uint instrument, Cohort cohort, int cell)
    {
        if (instrument >= (uint)_rows.Length)
        {
            Array.Resize(ref _rows, (int)Math.Max(instrument + 1, (uint)_rows.Length * 2));
        }

        ref Row row = ref _rows[instrument];
        row.Interests ??= new Interest[1];
        if (row.Count == row.Interests.Length)
        {
            Array.Resize(ref row.Interests, row.Count * 2);
        }

        row.Interests[row.Count] = new Interest(cohort, cell);
        Cells++;
        return row.Count++;
    }

    /// <summary>Removes the cell at a place; the last one takes that place.</summary>
    public void Remove(uint instrument, int place)
    {
        Cells--;
        ref Row row = ref _rows[instrument];
        Interest moved = row.Interests![--row.Count];
        row.Interests[place] = moved;
        moved.Cohort.Places[moved.Cell] = place;
        row.Interests[row.Count] = default;
        if (row.Count == 0)
        {
            row.Interests = null;
        }
    }
}
