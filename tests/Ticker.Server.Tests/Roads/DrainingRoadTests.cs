using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

public sealed class DrainingRoadTests
{
    [Theory]
    [InlineData("events")]
    [InlineData("ticks")]
    [InlineData("poll")]
    [InlineData("snapshot")]
    public async Task Request_WhileTheServerDrains_IsAnswered503(string road)
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        roads.Server.Pipeline.Drain();
        using HttpResponseMessage answer = await roads.Http.GetAsync(new Uri($"/v1/{road}?symbols=*", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        AssertBusy(answer);
    }

    [Fact]
    public async Task Poll_ThatWaitsWhenTheServerDrains_IsAnswered503()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollRest=00:01:00");
        string cursor = (await roads.PollAsync("symbols=XNAS:AAPL&from=now&wait_ms=0")).GetProperty("cursor").GetString()!;
        Task<HttpResponseMessage>[] waiting = [.. new[] { cursor, "now" }.Select(from =>
            roads.Http.GetAsync(new Uri($"/v1/poll?symbols=XNAS:AAPL&from={from}", UriKind.Relative)))];
        await Patience.UntilAsync(() => roads.Server.Subscriptions == 2, () => $"{roads.Server.Subscriptions} wait");
        roads.Server.Pipeline.Drain();
        foreach (HttpResponseMessage answer in await Task.WhenAll(waiting))
        {
            AssertBusy(answer);
            answer.Dispose();
        }
    }

    private static void AssertBusy(HttpResponseMessage answer)
    {
        Assert.Equal(503, (int)answer.StatusCode);
        Assert.NotNull(answer.Headers.RetryAfter);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }
}
