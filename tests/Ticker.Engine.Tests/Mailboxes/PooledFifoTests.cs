using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Memory;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class PooledFifoTests
{
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
