using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Tests;

namespace Ticker.Engine.Tests.Mailboxes;

[Collection(nameof(Alone))]
public sealed class PooledFifoTests
{
    // So many pieces of a size the shared pool keeps for a while, in all its parts.
    private const int MostKept = 6 * 1024 * 1024;

    [Fact]
    public void Clear_AfterReadersThatWereFarBehind_LeavesNothingInMemory()
    {
        const int readers = 4;
        const int waiting = 128 * 1024;
        var share = new MemoryShare(new MemoryBudget(long.MaxValue), 0);
        long before = GC.GetTotalMemory(forceFullCollection: true);
        var fifos = new PooledFifo<Tick>[readers];
        for (int n = 0; n < readers; n++)
        {
            fifos[n] = new PooledFifo<Tick>(share);
            Assert.True(fifos[n].TryMakeRoom(waiting));
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, readers * waiting * Tick.ByteSize / 2, long.MaxValue);
        foreach (PooledFifo<Tick> fifo in fifos)
        {
            for (int tick = 0; tick < waiting; tick++)
            {
                fifo.TryAdd(default);
            }

            fifo.Clear();
        }

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MostKept);
    }

    [Fact]
    public void AddAndRemove_LineThatWasLongBefore_AllocatesNothing()
    {
        var fifo = new PooledFifo<Tick>(new MemoryShare(new MemoryBudget(long.MaxValue), 0));

        Assert.Equal(0, Allocations.LeastOf(() =>
        {
            foreach (int waiting in (ReadOnlySpan<int>)[3_000, 100, 3_000])
            {
                for (int n = 0; n < waiting; n++)
                {
                    fifo.TryAdd(default);
                }

                for (int n = 0; n < waiting; n++)
                {
                    fifo.RemoveFirst();
                }
            }
        }));
    }

    [Fact]
    public void AddAndRemove_AnyOrder_BehavesLikeAQueueWithABudget() =>
        Prop.ForAll(Gen.Choose(-30, 40).ArrayOf().ToArbitrary(), Gen.Choose(4, 8).ToArbitrary(), (runs, size) =>
        {
            int budget = 1 << size;
            var memory = new MemoryBudget(budget * Tick.ByteSize);
            return BehavesLikeAQueue(runs, memory, waiting => waiting < budget);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void AddAndRemove_ManyPieces_BehavesLikeAQueue() =>
        Prop.ForAll(Gen.Choose(-3_000, 3_500).ArrayOf().ToArbitrary(), runs => BehavesLikeAQueue(runs, new MemoryBudget(long.MaxValue), _ => true))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void TryAdd_OfWhatIsSure_AlwaysHasMemory() =>
        Prop.ForAll(Gen.Choose(1, 5_000).ToArbitrary(), Gen.Choose(-3_000, 3_500).ArrayOf().ToArbitrary(), (sure, runs) =>
        {
            var memory = new MemoryBudget(1);
            var fifo = new PooledFifo<Tick>(new MemoryShare(memory, FifoSize.BytesOf<Tick>(sure)));
            foreach (int run in runs)
            {
                for (int i = 0; i < run && fifo.Count < sure; i++)
                {
                    if (!fifo.TryAdd(default))
                    {
                        return false;
                    }
                }

                for (int i = 0; i < -run && fifo.Count > 0; i++)
                {
                    fifo.RemoveFirst();
                }
            }

            return memory.Taken == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void RemoveWhereAndClone_ManyPieces_KeepOrderAndMemory() =>
        Prop.ForAll(Gen.Choose(0, 5_000).ToArbitrary(), Gen.Choose(0, 3_000).ToArbitrary(), Gen.Choose(1, 7).ToArbitrary(), (count, removed, every) =>
        {
            var memory = new MemoryBudget(long.MaxValue);
            var fifo = new PooledFifo<Tick>(new MemoryShare(memory, 0));
            var model = new Queue<ulong>();
            for (ulong n = 1; n <= (ulong)count; n++)
            {
                fifo.TryAdd(new Tick { Sequence = n });
                model.Enqueue(n);
            }

            for (int n = 0; n < removed && fifo.Count > 0; n++)
            {
                fifo.RemoveFirst();
                model.Dequeue();
            }

            int gone = fifo.RemoveWhere(tick => tick.Sequence % (ulong)every == 0);
            ulong[] left = [.. model.Where(sequence => sequence % (ulong)every != 0)];
            PooledFifo<Tick> clone = fifo.TryClone(new MemoryShare(memory, 0))!;
            bool same = gone == model.Count - left.Length && Sequences(fifo).SequenceEqual(left) && Sequences(clone).SequenceEqual(left)
                && memory.Taken == fifo.Held + clone.Held;
            fifo.Clear();
            clone.Clear();
            return same && memory.Taken == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static IEnumerable<ulong> Sequences(PooledFifo<Tick> fifo) => Enumerable.Range(0, fifo.Count).Select(at => fifo[at].Sequence);

    private static bool BehavesLikeAQueue(int[] runs, MemoryBudget memory, Func<int, bool> hasRoom)
    {
        var fifo = new PooledFifo<Tick>(new MemoryShare(memory, 0));
        var model = new Queue<ulong>();
        ulong next = 0;
        foreach (int run in runs)
        {
            for (int i = 0; i < run; i++)
            {
                bool room = hasRoom(model.Count);
                if (fifo.TryAdd(new Tick { Sequence = ++next }) != room)
                {
                    return false;
                }

                if (room)
                {
                    model.Enqueue(next);
                }
            }

            for (int i = 0; i < -run && model.Count > 0; i++)
            {
                if (fifo.First.Sequence != model.Dequeue())
                {
                    return false;
                }

                fifo.RemoveFirst();
            }

            if (fifo.Count != model.Count || memory.Taken != fifo.Held || fifo.Held > FifoSize.BytesOf<Tick>(fifo.Count) + (2 * 64 * 1024))
            {
                return false;
            }
        }

        fifo.Clear();
        return fifo.Count == 0 && memory.Taken == 0 && fifo.TryAdd(default) && memory.Taken == FifoSize.BytesOf<Tick>(1);
    }
}
