using Ticker.Client.Streams;

namespace Ticker.Client.Tests.Streams;

public class KeysTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task RenewAsync_TheSameAgain_IsNoOther(bool isAsked)
    {
        var keys = new Keys(new TickerClientOptions { Key = "only", KeySource = isAsked ? _ => ValueTask.FromResult<string?>("only") : null }, _ => default);
        await keys.PrepareAsync(default);

        Assert.Null(await keys.RenewAsync(default));
        Assert.Equal("only", keys.Shown);
    }

    [Fact]
    public async Task RenewAsync_Another_IsGivenAndShown()
    {
        int asked = 0;
        var keys = new Keys(new TickerClientOptions { KeySource = _ => ValueTask.FromResult<string?>($"key {++asked}") }, _ => default);
        await keys.PrepareAsync(default);

        Assert.Equal("key 2", await keys.RenewAsync(default));
        Assert.Equal("key 2", keys.Shown);
    }
}
