using System.Buffers;

namespace Ticker.Engine.Deliver;

/// <summary>Finds the cells of one cohort among those of another, for a subscription that goes over.</summary>
internal static class CellMap
{
    private const int None = -1;

    /// <summary>Compares the instruments.</summary>
    /// <param name="old">What the subscription has had.</param>
    /// <param name="cohort">Where it goes.</param>
    /// <param name="cellMap">For each old cell, the new one, or -1.</param>
    /// <returns>The new cells that are still to be told.</returns>
    public static int[] Between(Outflow old, Cohort cohort, out int[] cellMap)
    {
        ReadOnlySpan<uint> before = old.Cohort.Instruments;
        ReadOnlySpan<uint> after = cohort.Instruments;
        uint highest = 0;
        foreach (uint instrument in after)
        {
            highest = Math.Max(highest, instrument);
        }

        int[] cellOf = ArrayPool<int>.Shared.Rent((int)highest + 1);
        cellOf.AsSpan(0, (int)highest + 1).Fill(None);
        for (int cell = 0; cell < after.Length; cell++)
        {
            cellOf[after[cell]] = cell;
        }

        cellMap = new int[before.Length];
        for (int cell = 0; cell < before.Length; cell++)
        {
            cellMap[cell] = before[cell] <= highest ? cellOf[before[cell]] : None;
        }

        ArrayPool<int>.Shared.Return(cellOf);
        return Untold(old, cellMap, after.Length);
    }

    private static int[] Untold(Outflow old, int[] cellMap, int cells)
    {
        var untold = new bool[cells];
        untold.AsSpan().Fill(true);
        for (int cell = 0; cell < old.Told; cell++)
        {
            if (cellMap[cell] != None)
            {
                untold[cellMap[cell]] = false;
            }
        }

        foreach (int cell in old.Untold.AsSpan(old.UntoldAt))
        {
            if (cellMap[cell] != None)
            {
                untold[cellMap[cell]] = true;
            }
        }

        var list = new List<int>();
        for (int cell = 0; cell < cells; cell++)
        {
            if (untold[cell])
            {
                list.Add(cell);
            }
        }

        return [.. list];
    }
}
