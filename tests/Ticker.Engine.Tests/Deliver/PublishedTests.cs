using Ticker.Engine.Deliver;

namespace Ticker.Engine.Tests.Deliver;

public sealed class PublishedTests
{
    [Fact]
    public async Task Get_WhileItIsBeingSet_IsAlwaysWholeAndNeverOlderThanBefore()
    {
        const long Last = 300_000;
        var published = new Published<Wide>();
        using var begun = new CountdownEvent(2);
        Task[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            long before = published.Get().A;
            begun.Signal();
            while (before < Last)
            {
                Wide value = published.Get();
                Assert.Equal((value.A, value.A, value.A, value.A), (value.B, value.C, value.D, value.E));
                Assert.True(value.A >= before);
                before = value.A;
            }
        }))];
        Assert.True(begun.Wait(TimeSpan.FromSeconds(30)), "a reader did not begin");
        for (long n = 1; n <= Last; n++)
        {
            published.Set(new Wide(n, n, n, n, n));
        }

        await Task.WhenAll(readers);
    }

    private readonly record struct Wide(long A, long B, long C, long D, long E);
}
