namespace Ticker.Engine.Deliver;

/// <summary>
/// A value that one thread sets and any may read, whole: whoever reads while it is being set reads again. Neither
/// takes a lock or allocates, and the one that sets never waits.
/// </summary>
/// <typeparam name="T">A value of any size.</typeparam>
internal sealed class Published<T>
    where T : struct
{
    private T _value;

    // Odd while the value is being set.
    private int _version;

    /// <summary>Sets it. One thread only.</summary>
    public void Set(in T value)
    {
        Volatile.Write(ref _version, _version + 1);
        Interlocked.MemoryBarrier();
        _value = value;
        Volatile.Write(ref _version, _version + 1);
    }

    /// <summary>Reads it. Any thread.</summary>
    public T Get()
    {
        var spin = default(SpinWait);
        while (true)
        {
            int before = Volatile.Read(ref _version);
            T value = _value;
            Interlocked.MemoryBarrier();
            if (before % 2 == 0 && before == Volatile.Read(ref _version))
            {
                return value;
            }

            spin.SpinOnce(sleep1Threshold: -1);
        }
    }
}
