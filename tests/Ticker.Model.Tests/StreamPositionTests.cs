namespace Ticker.Model.Tests;

public sealed class StreamPositionTests
{
    [Fact]
    public void ToString_AnyPosition_IsEpochAndSequence() =>
        Assert.Equal("1723161253937:18446744073709551615", new StreamPosition(1723161253937, ulong.MaxValue).ToString());
}
