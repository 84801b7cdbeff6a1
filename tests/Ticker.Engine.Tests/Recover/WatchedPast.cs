using System.Runtime.InteropServices;
using Ticker.Engine.Sequence;

namespace Ticker.Engine.Tests.Recover;

/// <summary>Keeps everything, and fails the test when it is asked by anyone but a worker: it stands for a disk.</summary>
internal sealed class WatchedPast : IPastTicks
{
    /// <summary>Every record in order; the first has number 1.</summary>
    public List<Tick> Tape { get; set; } = [];

    /// <summary>Whether it is a worker's turn.</summary>
    public bool IsWorkersTurn { get; set; }

    public int Reads { get; private set; }

    public bool Keeps(ulong after)
    {
        Watch();
        return true;
    }

    public PastRead Read(ulong after, ulong upTo, Span<Tick> records)
    {
        Watch();
        Reads++;
        int count = Math.Min(records.Length, (int)Math.Min(upTo, (ulong)Tape.Count) - (int)after);
        CollectionsMarshal.AsSpan(Tape).Slice((int)after, count).CopyTo(records);
        return new PastRead(count);
    }

    public PastMoment? Find(UnixNanos time)
    {
        Watch();
        return null;
    }

    private void Watch() => Assert.True(IsWorkersTurn, "a lane waited for a disk");
}
