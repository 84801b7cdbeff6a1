using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public class OpenConnectionsTests
{
    [Fact]
    public void TryEnter_BeyondTheLimit_IsFalseUntilOneLeaves()
    {
        var open = new OpenConnections(2);

        Assert.True(open.TryEnter());
        Assert.True(open.TryEnter());
        Assert.False(open.TryEnter());
        Assert.Equal(2, open.Count);
        open.Leave();
        Assert.Equal(1, open.Count);
        Assert.True(open.TryEnter());
        Assert.False(open.TryEnter());
    }

    [Fact]
    public void WhenEmptyAsync_WithNone_IsCompleted() => Assert.True(new OpenConnections(1).WhenEmptyAsync(default).IsCompletedSuccessfully);

    [Fact]
    public async Task WhenEmptyAsync_AskedBySeveral_CompletesForAllWithTheLast()
    {
        var open = new OpenConnections(5);
        open.TryEnter();
        open.TryEnter();
        Task first = open.WhenEmptyAsync(default);
        Task second = open.WhenEmptyAsync(default);

        open.Leave();
        Assert.False(first.IsCompleted);
        open.Leave();

        await Task.WhenAll(first, second).WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task WhenEmptyAsync_AfterItWasEmptyOnce_WaitsForTheNextToLeave()
    {
        var open = new OpenConnections(5);
        open.TryEnter();
        Task once = open.WhenEmptyAsync(default);
        open.Leave();
        await once.WaitAsync(Patience.Limit);
        open.TryEnter();

        Task again = open.WhenEmptyAsync(default);

        Assert.False(again.IsCompleted);
        open.Leave();
        await again.WaitAsync(Patience.Limit);
    }

    [Fact]
    public async Task WhenEmptyAsync_Cancelled_ThrowsAndTheCountStands()
    {
        var open = new OpenConnections(5);
        open.TryEnter();
        using var cancellation = new CancellationTokenSource();
        Task empty = open.WhenEmptyAsync(cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => empty.WaitAsync(Patience.Limit));
        Assert.Equal(1, open.Count);
    }

    [Fact]
    public async Task TryEnter_FromManyThreads_NeverPassesTheLimit()
    {
        var open = new OpenConnections(3);
        int most = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int n = 0; n < 2_000; n++)
            {
                if (open.TryEnter())
                {
                    InterlockedMax(ref most, open.Count);
                    open.Leave();
                }
            }
        }))).WaitAsync(Patience.Limit);

        Assert.InRange(most, 1, 3);
        Assert.Equal(0, open.Count);
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (int seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
        {
            Interlocked.CompareExchange(ref target, value, seen);
        }
    }
}
