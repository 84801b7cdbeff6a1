using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;
using Ticker.Tests;

namespace Ticker.Engine.Tests.Mailboxes;

[Collection(nameof(Alone))]
public sealed class PooledFifoTests
{
    private const int MiB = 1024 * 1024;

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

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, MiB);
    }

    [Fact]
    public void AddAndRemove_AnyOrder_BehavesLikeAQueueWithABudget() =>
        Prop.ForAll(Gen.Choose(-30, 40).ArrayOf().ToArbitrary(), Gen.Choose(4, 8).ToArbitrary(), (runs, size) =>
        {
            int budget = 1 << size;
            var memory = new MemoryBudget(budget * Tick.ByteSize);
            var fifo = new PooledFifo<Tick>(new MemoryShare(memory, 0));
            var model = new Queue<ulong>();
            ulong next = 0;
            foreach (int run in runs)
            {
                for (int i = 0; i < run; i++)
                {
                    bool room = model.Count < budget;
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

                if (fifo.Count != model.Count)
                {
                    return false;
                }
            }

            fifo.Clear();
            return fifo.Count == 0 && memory.Taken == 0 && fifo.TryAdd(default) && memory.Taken == FifoSize.BytesOf<Tick>(1);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));
}
