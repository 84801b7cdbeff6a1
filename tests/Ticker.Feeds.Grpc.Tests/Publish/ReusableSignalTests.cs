using Ticker.Feeds.Grpc.Publish;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class ReusableSignalTests
{
    [Fact]
    public async Task WaitAsync_SetBefore_CompletesOnceForManySets()
    {
        var signal = new ReusableSignal();
        signal.Set();
        signal.Set();
        await signal.WaitAsync();
        ValueTask next = signal.WaitAsync();
        Assert.False(next.IsCompleted);
        signal.Set();
        await next.AsTask().WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task WaitAsync_ManyRoundsAgainstASetter_NeverLosesOne()
    {
        var there = new ReusableSignal();
        var back = new ReusableSignal();
        Task other = Task.Run(async () =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                await there.WaitAsync();
                back.Set();
            }
        });
        for (int i = 0; i < 20_000; i++)
        {
            there.Set();
            await back.WaitAsync();
        }

        await other.WaitAsync(Patience.Limit);
    }
}
