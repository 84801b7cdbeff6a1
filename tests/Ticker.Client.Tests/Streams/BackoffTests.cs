using Ticker.Client.Streams;

namespace Ticker.Client.Tests.Streams;

public class BackoffTests
{
    private static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Cap = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(0.0, new[] { 0.0, 0, 0, 0 })]
    [InlineData(0.5, new[] { 0.125, 0.25, 0.5, 1, 2, 4, 8, 15, 15 })]
    public void Next_AttemptAfterAttempt_IsAShareOfABoundThatDoublesUpToTheCap(double share, double[] seconds)
    {
        var backoff = new Backoff(First, Cap, () => share);

        Assert.All(seconds, wanted => Assert.Equal(wanted, backoff.Next(default).TotalSeconds, precision: 6));
        Assert.Equal(seconds.Length, backoff.Attempt);
    }

    [Fact]
    public void Next_ThousandsOfAttempts_StaysAtTheCap()
    {
        var backoff = new Backoff(First, Cap, () => 0.999);

        Assert.All(Enumerable.Range(0, 5000), _ => Assert.InRange(backoff.Next(default), TimeSpan.Zero, Cap));
    }

    [Fact]
    public void Next_ServerAskedForMore_WaitsThatLong() =>
        Assert.Equal(TimeSpan.FromSeconds(7), new Backoff(First, Cap, () => 0.9).Next(TimeSpan.FromSeconds(7)));

    [Fact]
    public void Reset_AfterAttempts_TheNextIsTheFirstAgain()
    {
        var backoff = new Backoff(First, Cap, () => 0.5);
        backoff.Next(default);
        backoff.Next(default);

        backoff.Reset();

        Assert.Equal((First / 2, 1), (backoff.Next(default), backoff.Attempt));
    }
}
