namespace Ticker.Synthetic;

/// <summary>What moves the instruments of one group together: a random walk of variance 1 per second. For one thread.</summary>
internal sealed class GroupFactor(RandomSource random)
{
    private long _at;

    /// <summary>Where the walk stands.</summary>
    public double Level { get; private set; }

    /// <summary>Walks on to <paramref name="now"/> (ns since the start).</summary>
    public void AdvanceTo(long now)
    {
        if (now > _at)
        {
            Level += random.Bell() * Math.Sqrt((now - _at) * 1e-9);
            _at = now;
        }
    }

    /// <summary>Jumps, as on news.</summary>
    public void Jump(double by) => Level += by;
}
