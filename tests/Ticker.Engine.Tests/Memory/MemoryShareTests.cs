using Ticker.Engine.Memory;

namespace Ticker.Engine.Tests.Memory;

public sealed class MemoryShareTests
{
    [Fact]
    public void TryHold_WithinTheAllotment_AsksForNothing()
    {
        var budget = new MemoryBudget(1);
        var share = new MemoryShare(budget, 100);
        Assert.True(share.TryHold(100));
        Assert.False(share.TryHold(2));
        Assert.Equal((100, 0), (share.Held, budget.Taken));
        share.Hold(2);
        Assert.Equal((102, 2, 2), (share.Held, share.Beyond, budget.Taken));
        share.Return(1);
        Assert.Equal((101, 1), (share.Held, budget.Taken));
        share.Return(101);
        Assert.Equal((0, 0), (share.Held, budget.Taken));
    }

    [Fact]
    public void HoldAndReturn_AnyCourse_TakesWhatIsBeyondTheAllotment()
    {
        var random = new Random(7);
        var budget = new MemoryBudget(3_000);
        var share = new MemoryShare(budget, 500);
        for (int i = 0; i < 20_000; i++)
        {
            long before = share.Held;
            int bytes = random.Next(900);
            if (random.Next(2) == 0)
            {
                bool fits = before + bytes <= 3_500;
                Assert.Equal(fits || bytes == 0, share.TryHold(bytes));
                Assert.Equal(fits ? before + bytes : before, share.Held);
            }
            else
            {
                share.Return(Math.Min(bytes, before));
            }

            Assert.Equal(Math.Max(0, share.Held - 500), budget.Taken);
        }
    }
}
