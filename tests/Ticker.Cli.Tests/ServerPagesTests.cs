namespace Ticker.Cli.Tests;

public class ServerPagesTests
{
    [Theory]
    [InlineData("ws://127.0.0.1:8080", "http://127.0.0.1:8080/metrics")]
    [InlineData("wss://ticker.example", "https://ticker.example/metrics")]
    [InlineData("https://ticker.example/market", "https://ticker.example/market/metrics")]
    [InlineData("wss://ticker.example:8443/market/v1/stream?encoding=json", "https://ticker.example:8443/market/metrics")]
    [InlineData("ws://127.0.0.1:8080/v1/replay?recording=day", "http://127.0.0.1:8080/metrics")]
    public void Open_AnyAddressOfAServer_ItsPagesStandBesideItsStreams(string server, string page)
    {
        using HttpClient client = ServerPages.Open(new Uri(server), null, TimeSpan.FromSeconds(1));

        Assert.Equal(new Uri(page), new Uri(client.BaseAddress!, "metrics"));
    }

    [Fact]
    public void Open_WithAKey_ProvesWhoAsks()
    {
        using HttpClient client = ServerPages.Open(new Uri("ws://127.0.0.1:8080"), "secret", TimeSpan.FromSeconds(1));

        Assert.Equal("Bearer secret", client.DefaultRequestHeaders.Authorization?.ToString());
    }
}
