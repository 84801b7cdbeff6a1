using Ticker.Cli.Watching;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Tests.Watching;

public sealed class UntilTests
{
    private static readonly Until LongAgo = new(0, 0, new UnixNanos(1));

    [Theory]
    [InlineData(100, 0, true)]
    [InlineData(100, 3, false)]
    [InlineData(99, 0, false)]
    public void IsReached_InstantThatHasPassed_OnlyWhereNothingWaitsAndTheStreamHasCaughtUp(ulong position, long pending, bool expected) =>
        Assert.Equal(expected, LongAgo.IsReached(StartFrom.Position(7, position), pending, present: 100, TimeProvider.System));

    [Theory]
    [InlineData(7, 50, 0, true)]
    [InlineData(7, 50, 1, false)]
    [InlineData(7, 49, 0, false)]
    [InlineData(8, 50, 0, false)]
    public void IsReached_Position_OnlyWhereNothingWaitsAndTheStreamIsThere(long epoch, ulong position, long pending, bool expected) =>
        Assert.Equal(expected, new Until(7, 50, default).IsReached(StartFrom.Position(epoch, position), pending, present: 100, TimeProvider.System));
}
