using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording.Late;
using Ticker.Transports.Snapshots;

namespace Ticker.Transports.Tests.Snapshots;

public sealed class InstrumentsEndpointTests
{
    [Fact]
    public async Task Handle_WithoutAFilter_GivesAllWithExactDecimals()
    {
        await using Pipeline pipeline = await PipelineOfAsync(
            Instrument("XNAS:AAPL") with { AssetClass = AssetClass.Equity, Currency = "USD", TickSize = 1, LotSize = 100, PreviousClose = 18_732 },
            Instrument("FX:EUR/USD \"spot\""));
        using JsonDocument answer = JsonDocument.Parse(await AskAsync(pipeline, "", 200));
        Assert.Equal(pipeline.Position.Epoch, answer.RootElement.GetProperty("epoch").GetInt64());
        JsonElement[] instruments = [.. answer.RootElement.GetProperty("instruments").EnumerateArray()];
        Assert.Equal(
            """{"ref":1,"symbol":"XNAS:AAPL","price_scale":2,"size_scale":0,"asset_class":"equity","currency":"USD","tick_size":"0.01","lot_size":"100","previous_close":"187.32"}""",
            instruments[0].GetRawText());
        Assert.Equal("FX:EUR/USD \"spot\"", instruments[1].GetProperty("symbol").GetString());
        Assert.False(instruments[1].TryGetProperty("currency", out _));
    }

    [Theory]
    [InlineData("?symbols=XNAS:AAPL", "XNAS:AAPL")]
    [InlineData("?symbols=XNAS:*", "XNAS:AAPL XNAS:MSFT")]
    [InlineData("?symbols=*USD,XNAS:M*", "XNAS:MSFT FX:EUR/USD")]
    [InlineData("?symbols=XNAS:MSFT&symbols=FX:*", "XNAS:MSFT FX:EUR/USD")]
    [InlineData("?symbol=XNAS:MSFT&symbols=FX:*,XNAS:NOBODY", "XNAS:MSFT FX:EUR/USD")]
    [InlineData("?symbols=XNAS:NOBODY", "")]
    [InlineData("?symbols=,,", "XNAS:AAPL XNAS:MSFT FX:EUR/USD")]
    public async Task Handle_WithAFilter_GivesThoseThatMatch(string query, string symbols)
    {
        await using Pipeline pipeline = await PipelineOfAsync(Instrument("XNAS:AAPL"), Instrument("XNAS:MSFT"), Instrument("FX:EUR/USD"));
        using JsonDocument answer = JsonDocument.Parse(await AskAsync(pipeline, query, 200));
        Assert.Equal(symbols, string.Join(' ', answer.RootElement.GetProperty("instruments").EnumerateArray().Select(one => one.GetProperty("symbol").GetString())));
    }

    [Fact]
    public async Task Handle_NameWithACommaAsASymbolOfItsOwn_IsNotSplit()
    {
        await using Pipeline pipeline = await PipelineOfAsync(Instrument("CME:ES,H4"), Instrument("CME:ES"));
        using JsonDocument answer = JsonDocument.Parse(await AskAsync(pipeline, "?symbol=CME:ES,H4", 200));
        Assert.Equal("CME:ES,H4", Assert.Single(answer.RootElement.GetProperty("instruments").EnumerateArray()).GetProperty("symbol").GetString());
    }

    [Fact]
    public async Task Handle_WithAParameterThatThereIsNot_IsAProblemThatNamesTheOthers()
    {
        await using Pipeline pipeline = await PipelineOfAsync(Instrument("XNAS:AAPL"));
        using JsonDocument problem = JsonDocument.Parse(await AskAsync(pipeline, "?simbols=XNAS:AAPL", 400, "application/problem+json"));
        Assert.Equal("simbols: there is no such parameter; there are symbol, symbols", problem.RootElement.GetProperty("detail").GetString());
    }

    [Theory]
    [InlineData("?symbols=AAPL")]
    [InlineData("?symbols=XNAS:AAPL,XNAS:%07")]
    [InlineData("?symbols=*%00")]
    public async Task Handle_WithABadFilter_IsAProblem(string query)
    {
        await using Pipeline pipeline = await PipelineOfAsync(Instrument("XNAS:AAPL"));
        using JsonDocument problem = JsonDocument.Parse(await AskAsync(pipeline, query, 400, "application/problem+json"));
        Assert.StartsWith("symbols: '", problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Handle_OfThousands_GivesThemAll()
    {
        await using Pipeline pipeline = await PipelineOfAsync([.. Enumerable.Range(1, 2_500).Select(n => Instrument($"XNAS:S{n}"))]);
        using JsonDocument answer = JsonDocument.Parse(await AskAsync(pipeline, "", 200));
        Assert.Equal(2_500, answer.RootElement.GetProperty("instruments").GetArrayLength());
    }

    private static Instrument Instrument(string name)
    {
        Assert.Null(InstrumentName.Parse(name, out InstrumentName parsed));
        return new Instrument { Name = parsed, PriceScale = 2, SizeScale = 0 };
    }

    private static async Task<Pipeline> PipelineOfAsync(params Instrument[] instruments)
    {
        var pipeline = new Pipeline(new PipelineOptions(), TimeProvider.System, failure => Assert.Fail(failure.ToString()));
        pipeline.Start();
        (_, FeedSession? session) = await pipeline.Feeds.OpenAsync(new FeedHello("feed", 1, "test"), default);
        for (uint n = 0; n < instruments.Length; n++)
        {
            if (session!.IsFull)
            {
                await session.FlushAsync();
            }

            session.Define(n + 1, instruments[n], out string? wrong);
            Assert.Null(wrong);
        }

        await session!.FlushAsync();
        return pipeline;
    }

    private static async Task<string> AskAsync(Pipeline pipeline, string query, int status, string type = "application/json")
    {
        using var body = new MemoryStream();
        await using ServiceProvider services = new ServiceCollection().AddLogging().BuildServiceProvider();
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.QueryString = new QueryString(query);
        context.Response.Body = body;
        await new InstrumentsEndpoint(new Markets(pipeline), TimeProvider.System).HandleAsync(context);
        await context.Response.BodyWriter.FlushAsync();
        Assert.Equal((status, type), (context.Response.StatusCode, context.Response.ContentType));
        return System.Text.Encoding.UTF8.GetString(body.ToArray());
    }
}
