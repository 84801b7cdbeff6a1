namespace Ticker.Synthetic;

/// <summary>
/// Seeded random numbers by SplitMix64 (Steele, Lea and Flood, 2014), whose sequence no runtime update can change.
/// For one thread.
/// </summary>
internal sealed class RandomSource(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong NextBits()
    {
        _state += 0x9E37_79B9_7F4A_7C15;
        ulong z = _state;
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EB;
        return z ^ (z >> 31);
    }

    /// <summary>An integer from 0 to <paramref name="bound"/> - 1.</summary>
    public int Below(int bound) => (int)Math.BigMul(NextBits(), (ulong)bound, out _);

    /// <summary>A number above 0 and at most 1.</summary>
    public double Fraction() => ((NextBits() >> 11) + 1) * (1.0 / (1UL << 53));

    /// <summary>True with probability <paramref name="probability"/>.</summary>
    public bool Chance(double probability) => Fraction() <= probability;

    /// <summary>An exponential variate of mean 1.</summary>
    public double Exponential() => -PortableMath.Log(Fraction());

    /// <summary>Nearly normal, of mean 0 and variance 1, never beyond ±3.47: four uniform variates of 16 bits, summed.</summary>
    public double Bell()
    {
        ulong bits = NextBits();
        long sum = (long)(bits & 0xFFFF) + (long)((bits >> 16) & 0xFFFF) + (long)((bits >> 32) & 0xFFFF) + (long)(bits >> 48);
        return (sum - 131_070) * (1.7320508075688772 / 65_536);
    }
}
