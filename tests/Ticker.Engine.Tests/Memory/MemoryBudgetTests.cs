using Ticker.Engine.Memory;

namespace Ticker.Engine.Tests.Memory;

public sealed class MemoryBudgetTests
{
    [Fact]
    public void TryTake_UpToTheLimit_AndNoByteMore()
    {
        var budget = new MemoryBudget(100);
        Assert.True(budget.TryTake(60));
        Assert.False(budget.TryTake(41));
        Assert.Equal((60, 40), (budget.Taken, budget.Left));
        Assert.True(budget.TryTake(40));
        Assert.False(budget.TryTake(1));
        Assert.True(budget.TryTake(0));
        budget.Give(100);
        Assert.Equal(0, budget.Taken);
    }

    [Fact]
    public void Take_BeyondTheLimit_KeepsOthersOutUntilThereIsRoom()
    {
        var budget = new MemoryBudget(100);
        budget.Take(130);
        Assert.Equal((130, 0, 130), (budget.Taken, budget.Left, budget.Forced));
        Assert.True(budget.TryTake(0));
        Assert.False(budget.TryTake(1));
        budget.Give(40);
        Assert.True(budget.TryTake(10));
        Assert.False(budget.TryTake(1));
    }

    [Fact]
    public void TryTake_HugeNumbers_DoNotOverflow()
    {
        var budget = new MemoryBudget(long.MaxValue);
        Assert.True(budget.TryTake(long.MaxValue));
        Assert.False(budget.TryTake(long.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.TryTake(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => budget.Give(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new MemoryBudget(0));
    }

    [Fact]
    public async Task TryTake_FromManyThreads_NeverGoesOverAndComesBackToNothing()
    {
        var budget = new MemoryBudget(1_000);
        bool isOver = false;
        await Task.WhenAll(Enumerable.Range(1, 4).Select(seed => Task.Run(() =>
        {
            var random = new Random(seed);
            var taken = new Queue<int>();
            for (int i = 0; i < 200_000; i++)
            {
                int bytes = random.Next(200);
                if (budget.TryTake(bytes))
                {
                    taken.Enqueue(bytes);
                }

                if (budget.Taken > budget.Limit)
                {
                    Volatile.Write(ref isOver, true);
                }

                if (taken.Count > random.Next(4))
                {
                    budget.Give(taken.Dequeue());
                }
            }

            foreach (int bytes in taken)
            {
                budget.Give(bytes);
            }
        })));
        Assert.False(isOver);
        Assert.Equal(0, budget.Taken);
    }
}
