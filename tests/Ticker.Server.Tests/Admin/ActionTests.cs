using System.Net;
using System.Text.Json;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Admin;

/// <summary>An operator steps in.</summary>
public sealed class ActionTests
{
    [Fact]
    public async Task Close_OfASubscriber_TellsItsAccountsAndWhy()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(3, "*");
        await feed.QuoteAsync(1, 100);
        await feed.FlushAsync();
        await client.NextTickAsync();
        using var operators = new Operator(server);
        using HttpResponseMessage answer = await operators.PostAsync($"/admin/connections/{await IdAsync(operators)}/close", """{"reason":"runaway_script","code":1013}""");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        Statement statement = await client.NextAsync<Statement>();
        Assert.Equal((3, 1L, 1L, 0L), (statement.Id, statement.Matched, statement.Delivered, statement.Unaccounted));
        Assert.Equal((1013, "runaway_script"), await client.ReadToCloseAsync());
        await server.UntilEmptyAsync();
        LoggedEvent logged = Assert.Single(server.Log.Of(2501));
        Assert.Equal(("1013", "runaway_script", "anyone", "127.0.0.1"), (logged.Values["Code"], logged.Values["Reason"], logged.Values["Operator"], logged.Values["From"]));
    }

    [Theory]
    [InlineData("/v1/events")]
    [InlineData("/v1/ticks")]
    public async Task Close_OfAStreamOverHttp_EndsItWithItsAccounts(string road)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Web}"), Timeout = Patience.Limit };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("board/7.2");
        using HttpResponseMessage stream = await client.GetAsync(new Uri($"{road}?symbols=*", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        using var operators = new Operator(server);
        JsonElement seen = Assert.Single(await operators.ConnectionsAsync());
        Assert.Equal((road == "/v1/events" ? "sse" : "lines", "board/7.2"), (seen.GetProperty("road").GetString(), seen.GetProperty("client").GetString()));
        using HttpResponseMessage answer = await operators.PostAsync($"/admin/connections/{seen.GetProperty("id")}/close", "{}");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        string all = await stream.Content.ReadAsStringAsync().WaitAsync(Patience.Limit);
        Assert.Contains("\"ev\":\"statement\"", all, StringComparison.Ordinal);
        Assert.Contains("{\"ev\":\"close\",\"code\":1001,\"reason\":\"operator\"}", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Slow_OfASubscriber_IsToldAndGivesOneAnIntervalUntilItIsLifted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(1, "*");
        await client.SendAsync(new SubscribeMessage { Id = 2, Symbols = ["*"], Mode = DeliveryMode.All });
        await client.NextAsync<Seam>();
        using var operators = new Operator(server);
        long id = await IdAsync(operators);
        using HttpResponseMessage slowed = await operators.PostAsync($"/admin/connections/{id}/slow", """{"min_interval_ms":3600000}""");
        using (JsonDocument answer = JsonDocument.Parse(await slowed.Content.ReadAsStringAsync()))
        {
            Assert.Equal((id, 3_600_000, "[2]"), (answer.RootElement.GetProperty("id").GetInt64(), answer.RootElement.GetProperty("min_interval_ms").GetInt32(), answer.RootElement.GetProperty("kept").GetRawText()));
        }

        Notice notice = await client.NextAsync<Notice>();
        Assert.Equal((NoticeCode.Conflating, null), (notice.Code, notice.Id));

        // The first comes to both.
        const int Quotes = 20;
        await feed.QuoteAsync(1, 0);
        await feed.FlushAsync();
        await client.NextTickAsync();
        await client.NextTickAsync();

        // Then every tick to the one that was promised it; of the other the newest waits.
        for (int n = 1; n < Quotes; n++)
        {
            await feed.QuoteAsync(1, n);
            await feed.FlushAsync();
            Assert.Equal(n, (await client.NextTickAsync()).BidPrice);
        }

        JsonElement held = Assert.Single(await operators.ConnectionsAsync());
        Assert.Equal(3_600_000, held.GetProperty("min_interval_ms").GetInt32());
        JsonElement first = held.GetProperty("subscriptions")[0];
        Assert.Equal(("server", 3_600_000), (first.GetProperty("cause").GetString(), first.GetProperty("min_interval_ms").GetInt32()));
        JsonElement statement = first.GetProperty("statement");
        Assert.Equal((Quotes, 1, Quotes - 2, 1), (Of("matched"), Of("delivered"), statement.GetProperty("conflated").GetProperty("server").GetInt32(), Of("pending")));

        using HttpResponseMessage lifted = await operators.PostAsync($"/admin/connections/{id}/slow", """{"min_interval_ms":0}""");
        Assert.Equal(HttpStatusCode.OK, lifted.StatusCode);
        Assert.Equal(NoticeCode.CaughtUp, (await client.NextAsync<Notice>()).Code);
        Assert.Equal(Quotes - 1, (await client.NextTickAsync()).BidPrice);
        Assert.Equal(["3600000", "0"], server.Log.Of(2502).Select(one => one.Values["Interval"]));

        int Of(string key) => statement.GetProperty(key).GetInt32();
    }

    [Fact]
    public async Task Slow_WithoutMemoryForIt_Is503EachTimeAndNamesWhatGoesOnAsItWas()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SubscribeAndReadToSeamAsync(4, "*");
        using var operators = new Operator(server);
        string path = $"/admin/connections/{await IdAsync(operators)}/slow";
        long rest = server.Pipeline.Memory.Left;
        Assert.True(server.Pipeline.Memory.TryTake(rest));
        for (int n = 0; n < 2; n++)
        {
            using HttpResponseMessage refused = await operators.PostAsync(path, """{"min_interval_ms":1000}""");
            Assert.Equal((HttpStatusCode.ServiceUnavailable, true), (refused.StatusCode, refused.Headers.RetryAfter is not null));
            using JsonDocument problem = JsonDocument.Parse(await refused.Content.ReadAsStringAsync());
            Assert.Equal("[4]", problem.RootElement.GetProperty("refused").GetRawText());
        }

        server.Pipeline.Memory.Give(rest);
        using HttpResponseMessage done = await operators.PostAsync(path, """{"min_interval_ms":1000}""");
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        JsonElement held = Assert.Single(await operators.ConnectionsAsync());
        Assert.Equal(1_000, held.GetProperty("subscriptions")[0].GetProperty("min_interval_ms").GetInt32());
    }

    [Theory]
    [InlineData("close", "[]", "body")]
    [InlineData("close", "", "body")]
    [InlineData("close", """{"reason":"a","reason":"b"}""", "body")]
    [InlineData("close", """{"reason":"two words"}""", "reason")]
    [InlineData("close", """{"reason":"restart:1:2"}""", "reason")]
    [InlineData("close", """{"reason":"line\n"}""", "reason")]
    [InlineData("close", """{"reason":7}""", "reason")]
    [InlineData("close", """{"code":1006}""", "code")]
    [InlineData("close", """{"code":"1001"}""", "code")]
    [InlineData("close", """{"colour":"red"}""", "colour")]
    [InlineData("slow", "{}", "min_interval_ms")]
    [InlineData("slow", """{"min_interval_ms":-1}""", "min_interval_ms")]
    [InlineData("slow", """{"min_interval_ms":3600001}""", "min_interval_ms")]
    [InlineData("slow", """{"min_interval_ms":1.5}""", "min_interval_ms")]
    [InlineData("slow", """{"min_interval_ms":null}""", "min_interval_ms")]
    [InlineData("slow", """{"min_interval_ms":1000,"then":1}""", "then")]
    public async Task Action_WithAWrongBody_Is400AndNamesWhatIsWrong(string action, string body, string parameter)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using StreamClient client = await StreamClient.ConnectAsync(server);
        using var operators = new Operator(server);
        string path = $"/admin/connections/{await IdAsync(operators)}/{action}";
        using HttpResponseMessage answer = await operators.PostAsync(path, body);
        Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        using JsonDocument problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync());
        Assert.Equal(parameter, Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray()).GetProperty("parameter").GetString());

        using HttpResponseMessage plain = await operators.PostAsync(path, "{}", "text/plain");
        using HttpResponseMessage endless = await operators.PostAsync(path, new string(' ', 10_000) + "{}");
        Assert.Equal((HttpStatusCode.BadRequest, HttpStatusCode.BadRequest), (plain.StatusCode, endless.StatusCode));
        await client.AssertAliveAsync();
        Assert.Empty(server.Log.Of(2501).Concat(server.Log.Of(2502)));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("99")]
    [InlineData("-1")]
    [InlineData("one")]
    [InlineData("99999999999999999999999999")]
    public async Task Action_OfNobody_Is404(string id)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var operators = new Operator(server);
        using HttpResponseMessage close = await operators.PostAsync($"/admin/connections/{id}/close", "{}");
        using HttpResponseMessage slow = await operators.PostAsync($"/admin/connections/{id}/slow", """{"min_interval_ms":1}""");
        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (close.StatusCode, slow.StatusCode));
    }

    [Theory]
    [InlineData("WebSockets:AllowedOrigins:0=http://board.example")]
    [InlineData("WebSockets:AllowedOrigins:0=http://evil.example")]
    [InlineData("WebSockets:AllowedOrigins:0=*")]
    public async Task Action_OfAPageOfAnotherOrigin_Is403WhicheverPagesMayRead(string allowed)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(allowed);
        using StreamClient client = await StreamClient.ConnectAsync(server);
        using var operators = new Operator(server);
        long id = await IdAsync(operators);
        operators.Headers.Add("Origin", "http://evil.example");
        using HttpResponseMessage close = await operators.PostAsync($"/admin/connections/{id}/close", "{}");
        Assert.Equal(HttpStatusCode.Forbidden, close.StatusCode);
        await client.AssertAliveAsync();
    }

    private static async Task<long> IdAsync(Operator operators) => Assert.Single(await operators.ConnectionsAsync()).GetProperty("id").GetInt64();
}
