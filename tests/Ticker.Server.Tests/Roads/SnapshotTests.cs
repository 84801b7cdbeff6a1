using System.Net;
using System.Text.Json;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Roads;

public sealed class SnapshotTests
{
    [Fact]
    public async Task Snapshot_WhileOnlyOthersMove_Is304AndChangesWithItsValue()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using HttpResponseMessage first = await GetAsync(roads, "symbols=XNAS:AAPL,XNAS:NOPE", null);
        string tag = first.Headers.ETag!.ToString();
        Assert.False(first.Headers.ETag.IsWeak);
        JsonElement state = JsonDocument.Parse(await first.Content.ReadAsStringAsync()).RootElement;
        Assert.Equal("XNAS:NOPE", state.GetProperty("unknown")[0].GetString());
        Assert.Equal(1.00m, state.GetProperty("ticks")[0].GetProperty("bp").GetDecimal());
        Assert.Equal(roads.Cursor, first.Headers.GetValues("Ticker-Position").Single());

        await roads.QuoteAsync(2, 200);
        using HttpResponseMessage same = await GetAsync(roads, "symbols=XNAS:NOPE&symbol=XNAS:AAPL", tag);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        Assert.Equal(tag, same.Headers.ETag!.ToString());
        Assert.Empty(await same.Content.ReadAsByteArrayAsync());
        Assert.Equal(roads.Cursor, same.Headers.GetValues("Ticker-Position").Single());

        await roads.QuoteAsync(1, 101);
        using HttpResponseMessage changed = await GetAsync(roads, "symbols=XNAS:AAPL,XNAS:NOPE", tag);
        Assert.Equal(HttpStatusCode.OK, changed.StatusCode);
        Assert.NotEqual(tag, changed.Headers.ETag!.ToString());
    }

    [Fact]
    public async Task Snapshot_AndTheEventsAfterItsPosition_AreTheWholeStream()
    {
        await using RoadServer roads = await RoadServer.StartAsync();
        await roads.QuoteAsync(1, 100);
        using HttpResponseMessage snapshot = await GetAsync(roads, "symbols=*", null);
        await roads.TradeAsync(1, 5);
        using EventReader events = await roads.EventsAsync($"symbols=*&mode=all&from={snapshot.Headers.GetValues("Ticker-Position").Single()}");
        Assert.Equal([roads.Server.Pipeline.Position.Sequence], (await events.NextAsync("ticks")).Sequences);
    }

    [Fact]
    public async Task Snapshot_LongerThanAnAnswerMayBe_IsRefused()
    {
        await using RoadServer roads = await RoadServer.StartAsync("Roads:PollBytes=1024", "Roads:MaxAnswer=1024");
        for (uint number = 3; number < 40; number++)
        {
            await roads.Feed.DefineAsync(number, $"XNAS:S{number}");
            await roads.Feed.QuoteAsync(number, 5);
        }

        await roads.QuoteAsync(1, 1);
        using HttpResponseMessage answer = await GetAsync(roads, "symbols=*", null);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("fewer symbols", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Snapshot_BeyondTheMemoryBudget_Is503AndAllIsGivenBack()
    {
        await using RoadServer roads = await RoadServer.StartAsync("MemoryBudget=1048576");
        var open = new List<HttpResponseMessage>();
        while (open.Count < 10 && open.LastOrDefault() is not { StatusCode: HttpStatusCode.ServiceUnavailable })
        {
            open.Add(await roads.Http.GetAsync(new Uri("/v1/events?symbols=*", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead));
        }

        Assert.InRange(open.Count, 2, 9);
        Assert.NotNull(open[^1].Headers.RetryAfter);
        open.ForEach(answer => answer.Dispose());
        await Patience.UntilAsync(() => roads.Server.Pipeline.Memory.Taken == 0, () => $"{roads.Server.Pipeline.Memory.Taken} bytes are taken");
    }

    private static async Task<HttpResponseMessage> GetAsync(RoadServer roads, string query, string? tag)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri($"/v1/snapshot?{query}", UriKind.Relative));
        if (tag is not null)
        {
            request.Headers.TryAddWithoutValidation("If-None-Match", tag);
        }

        return await roads.Http.SendAsync(request);
    }
}
