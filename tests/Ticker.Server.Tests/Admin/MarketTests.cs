using System.Net;
using System.Text.Json;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Admin;

/// <summary>What an operator sees of feeds and instruments.</summary>
public sealed class MarketTests
{
    [Fact]
    public async Task Feeds_OfAPublisherThatSkipsAndRepeats_TellWhatBecameOfItsTicks()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync("alpha");
        await feed.DefineAsync(server, "XNAS:AAPL");
        await feed.QuoteAsync(1, 1, sequence: 1);
        await feed.QuoteAsync(1, 2, sequence: 5);
        await feed.QuoteAsync(1, 2, sequence: 5);
        await feed.FlushAsync();
        using var operators = new Operator(server);
        JsonElement one = Assert.Single((await operators.LookAsync("/admin/feeds")).GetProperty("feeds").EnumerateArray());
        Assert.Equal(("alpha", "gap", true), (one.GetProperty("feed").GetString(), one.GetProperty("state").GetString(), one.GetProperty("published").GetBoolean()));
        Assert.Equal((2, 1, 1, 3), (Of(one, "ticks"), Of(one, "duplicates"), Of(one, "gaps"), Of(one, "missed")));
        Assert.Equal(("1", "5", "test"), (one.GetProperty("run_id").GetString(), one.GetProperty("acked_seq").GetString(), one.GetProperty("software").GetString()));
        await Patience.UntilAsync(
            () => operators.LookAsync("/admin/feeds").GetAwaiter().GetResult().GetProperty("feeds")[0].GetProperty("durable_seq").GetString() == "5",
            () => "it is never said to be on disk");
        await feed.EndAsync();
        JsonElement ended = (await operators.LookAsync("/admin/feeds")).GetProperty("feeds")[0];
        Assert.Equal(("ended", false), (ended.GetProperty("state").GetString(), ended.GetProperty("published").GetBoolean()));
    }

    [Fact]
    public async Task Feeds_WhosePublishersClockIsAhead_TellBelowZero()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        (_, FeedSession? session) = await server.Pipeline.Feeds.OpenAsync(new FeedHello("ahead", 1, ""), default);
        await using var feed = new TestFeed(session!);
        await feed.DefineAsync(server, "XNAS:AAPL");
        session!.Touch();
        session.Add(new Tick { Kind = TickKind.Trade, Instrument = 1, Price = 1, Size = 1, EventTime = new UnixNanos(UnixNanos.Now(TimeProvider.System).Value + 20_000_000_000) });
        await feed.FlushAsync();
        using var operators = new Operator(server);
        JsonElement one = (await operators.LookAsync("/admin/feeds")).GetProperty("feeds")[0];
        Assert.InRange(one.GetProperty("clock_skew_ms").GetDouble(), -20_001, -1);
        using var http = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        Assert.Matches("(?m)^ticker_feed_clock_skew_seconds\\{feed=\"ahead\"\\} -[0-9]", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative)).WaitAsync(Patience.Limit));
    }

    [Fact]
    public async Task Instruments_InPages_HaveNoHolesAndTellWhatWasHeard()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync("alpha");
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 250).Select(n => $"XNAS:S{n}")]);
        await feed.QuoteAsync(7, 12345);
        await feed.TradeAsync(7, 12346);
        await feed.StatusAsync(7, TradingState.Halted, "T1 \"news\"\u0001");
        await feed.FlushAsync();
        await server.UntilAppliedAsync(server.Pipeline.Position.Sequence);
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "XNAS:S7", "XNAS:S1*");
        using var operators = new Operator(server);
        var seen = new List<JsonElement>();
        string? cursor = "0";
        while (cursor is not null)
        {
            JsonElement answer = await operators.LookAsync($"/admin/instruments?limit=60&cursor={cursor}");
            seen.AddRange(answer.GetProperty("instruments").EnumerateArray());
            cursor = answer.TryGetProperty("next", out JsonElement next) ? next.GetString() : null;
        }

        Assert.Equal(Enumerable.Range(1, 250), seen.Select(one => one.GetProperty("ref").GetInt32()));
        JsonElement seventh = seen[6];
        Assert.Equal(("XNAS:S7", "alpha", false, 1), (seventh.GetProperty("symbol").GetString(), seventh.GetProperty("feed").GetString(), seventh.GetProperty("stale").GetBoolean(), Of(seventh, "subscriptions")));
        Assert.Equal(("123.45", "123.46"), (seventh.GetProperty("quote").GetProperty("bid").GetString(), seventh.GetProperty("trade").GetProperty("price").GetString()));
        Assert.Equal(("halted", "T1 \"news\"\u0001"), (seventh.GetProperty("status").GetProperty("state").GetString(), seventh.GetProperty("status").GetProperty("reason").GetString()));
        Assert.Equal((1, 0), (Of(seen[9], "subscriptions"), Of(seen[1], "subscriptions")));
        Assert.False(seen[1].TryGetProperty("quote", out _));

        JsonElement some = await operators.LookAsync("/admin/instruments?symbols=XNAS:S24*,XNAS:S7&limit=2");
        Assert.Equal(["XNAS:S7", "XNAS:S24"], some.GetProperty("instruments").EnumerateArray().Select(one => one.GetProperty("symbol").GetString()));
        Assert.Equal("24", some.GetProperty("next").GetString());
    }

    [Theory]
    [InlineData("/admin/instruments?limit=0")]
    [InlineData("/admin/instruments?limit=1001")]
    [InlineData("/admin/instruments?symbols=nowhere")]
    [InlineData("/admin/feeds?cursor=x")]
    [InlineData("/admin/feeds?state=live")]
    [InlineData("/admin/connections?address=here")]
    [InlineData("/admin/connections?slow=maybe")]
    [InlineData("/admin/connections?cursor=1&cursor=2")]
    public async Task Pages_WithAWrongParameter_Are400(string path)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var operators = new Operator(server);
        using HttpResponseMessage answer = await operators.GetAsync(path);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
    }

    private static int Of(JsonElement of, string key) => of.GetProperty(key).GetInt32();
}
