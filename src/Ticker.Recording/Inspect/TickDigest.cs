using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Ticker.Model;

namespace Ticker.Recording.Inspect;

/// <summary>
/// The SHA-256 of ticks in their order: of the 64 bytes of each with its receive time and instrument number, without feed and
/// sequence, which belong to who recorded it. Two recordings of the same ticks have the same, whatever their formats. For one thread.
/// </summary>
internal sealed class TickDigest : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Tick[] _ticks = new Tick[256];
    private int _count;

    public void Take(in RecordedTick tick)
    {
        _ticks[_count++] = tick.Tick with { Feed = 0, Sequence = 0, ReceiveTime = tick.RecordedAt };
        if (_count == _ticks.Length)
        {
            Flush();
        }
    }

    /// <summary>The digest of all ticks so far, in hexadecimal.</summary>
    public string Value()
    {
        Flush();
        return Convert.ToHexStringLower(_hash.GetCurrentHash());
    }

    public void Dispose() => _hash.Dispose();

    private void Flush()
    {
        _hash.AppendData(MemoryMarshal.AsBytes(_ticks.AsSpan(0, _count)));
        _count = 0;
    }
}
