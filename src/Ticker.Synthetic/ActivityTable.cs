namespace Ticker.Synthetic;

/// <summary>Draws an index with a probability proportional to its weight, in constant time (Vose's alias method).</summary>
internal sealed class ActivityTable
{
    private readonly double[] _keep;
    private readonly int[] _alias;

    /// <summary>Prepares the table.</summary>
    /// <param name="weights">At least one; all above 0.</param>
    public ActivityTable(ReadOnlySpan<double> weights)
    {
        int count = weights.Length;
        _keep = new double[count];
        _alias = new int[count];
        double total = 0;
        foreach (double weight in weights)
        {
            total += weight;
        }

        var small = new Stack<int>(count);
        var large = new Stack<int>(count);
        for (int n = 0; n < count; n++)
        {
            _keep[n] = weights[n] * count / total;
            _alias[n] = n;
            (_keep[n] < 1 ? small : large).Push(n);
        }

        while (small.Count > 0 && large.Count > 0)
        {
            int poor = small.Pop();
            int rich = large.Pop();
            _alias[poor] = rich;
            _keep[rich] -= 1 - _keep[poor];
            (_keep[rich] < 1 ? small : large).Push(rich);
        }

        // What rounding left over is full.
        foreach (int rest in small.Concat(large))
        {
            _keep[rest] = 1;
        }
    }

    /// <summary>Draws an index.</summary>
    public int Draw(RandomSource random)
    {
        int column = random.Below(_keep.Length);
        return random.Fraction() <= _keep[column] ? column : _alias[column];
    }
}
