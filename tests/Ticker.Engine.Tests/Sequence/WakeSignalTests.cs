using Ticker.Engine.Sequence;

namespace Ticker.Engine.Tests.Sequence;

public sealed class WakeSignalTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(9_999, 1)]
    [InlineData(10_000, 1)]
    [InlineData(10_001, 2)]
    [InlineData(long.MaxValue, int.MaxValue)]
    [InlineData(-1, Timeout.Infinite)]
    public void WholeMilliseconds_PartOfOne_IsWaitedForToItsEnd(long ticks, int expected) =>
        Assert.Equal(expected, WakeSignal.WholeMilliseconds(TimeSpan.FromTicks(ticks)));

    [Fact]
    public void Wait_SignalsBeforeIt_AreTakenAsOne()
    {
        using var signal = new WakeSignal();
        signal.Set();
        signal.Set();
        signal.Wait(Soon);
        signal.Wait(TimeSpan.Zero);
    }

    [Fact]
    public async Task Set_AfterEveryItem_NoItemIsOverslept()
    {
        const int Items = 50_000;
        using var signal = new WakeSignal();
        int queued = 0;
        int seen = 0;
        bool overslept = false;
        Task waiter = Task.Factory.StartNew(
            () =>
            {
                while (seen < Items && !overslept)
                {
                    int before = seen;
                    seen = Volatile.Read(ref queued);
                    if (seen == before)
                    {
                        long began = TimeProvider.System.GetTimestamp();
                        signal.Wait(Soon);
                        overslept = TimeProvider.System.GetElapsedTime(began) >= Soon;
                    }
                }
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        for (int i = 0; i < Items; i++)
        {
            Volatile.Write(ref queued, i + 1);
            signal.Set();
        }

        await waiter.WaitAsync(2 * Soon);
        Assert.False(overslept);
        Assert.Equal(Items, seen);
    }
}
