using Ticker.Client.Feeds;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Model;

namespace Ticker.Client.Tests.Pages;

/// <summary>The snippets of <c>src/docs/csharp.md</c>, as they stand there, against a real server.</summary>
public sealed class CSharpPageTests
{
    private static readonly Instrument Apple = new() { Number = 1, Name = new InstrumentName("XNAS", "AAPL"), PriceScale = 2, SizeScale = 0 };

    [Fact]
    public async Task FirstTicks_AgainstAServer_PrintsStateAndTicks()
    {
        await using RealServer server = await RealServer.StartAsync();
        await using FeedPublisher feed = await FeedAsync(server);
        var page = new CSharpPage();
        Task running = page.FirstTicksAsync(server.Web.ToString());

        Assert.Equal("XNAS:AAPL 100 x 10.01 / 200 x 10.02", await page.NextLineAsync().Soon());
        await feed.PublishAsync(new[] { Trade(2) }).Soon();
        Assert.Equal("XNAS:AAPL 5 @ 10.01", await page.NextLineAsync().Soon());

        // It would go on for ever.
        page.PrintNoMore();
        await feed.PublishAsync(new[] { Trade(3) }).Soon();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running.Soon());
    }

    [Fact]
    public async Task Subscribe_UntilTheClientIsClosed_SumsUpWhatComes()
    {
        await using RealServer server = await RealServer.StartAsync();
        await using FeedPublisher feed = await FeedAsync(server);
        var page = new CSharpPage();
        var came = new TaskCompletionSource();
        var options = new TickerClientOptions
        {
            StatementInterval = TimeSpan.FromMilliseconds(50),
            OnEvent = what =>
            {
                if (what is Stated { Statement: { } statement } && statement.Delivered + statement.Snapshot > 0)
                {
                    came.TrySetResult();
                }

                return ValueTask.CompletedTask;
            },
        };
        Task running;
        await using (var market = TickerClient.Open(server.Web, options))
        {
            running = page.SubscribeAsync(market);
            await feed.PublishAsync(new[] { Trade(2) }).Soon();
            await came.Task.Soon();
        }

        await running.Soon();
        Assert.Equal(5, page.Volume);
    }

    [Fact]
    public async Task Options_OfAClient_AskForAKeyAndTellWhatHappens()
    {
        await using RealServer server = await RealServer.StartAsync();
        await using FeedPublisher feed = await FeedAsync(server);
        var page = new CSharpPage();
        await using var other = TickerClient.Open(server.Web);
        await using var market = TickerClient.Open(server.Web, page.Options(other.Subscribe("XNAS:*")));

        Assert.StartsWith("StateChanged", await page.NextLineAsync().Soon());
        Assert.StartsWith("KeyAsked", await page.NextLineAsync().Soon());
        Assert.StartsWith("StateChanged { State = Open", await page.NextLineAsync().Soon());
        Assert.Equal(1, page.KeysAsked);
    }

    [Fact]
    public async Task Replay_FromAnInstantOn_PrintsItsTicks()
    {
        await using RealServer server = await RealServer.StartAsync();
        var page = new CSharpPage();
        Task running = page.ReplayAsync(server.Web.GetLeftPart(UriPartial.Authority));

        Assert.Matches("^[A-Z-]+:", await page.NextLineAsync().Soon());

        page.PrintNoMore();
        await Assert.ThrowsAsync<OperationCanceledException>(() => running.Soon());
    }

    private static async Task<FeedPublisher> FeedAsync(RealServer server)
    {
        FeedPublisher feed = await FeedPublisher.ConnectAsync(server.Grpc, new FeedPublisherOptions { Feed = "page" }).Soon();
        await feed.DefineAsync(Apple).Soon();
        await feed.PublishAsync(new[] { new Tick { Kind = TickKind.Quote, Instrument = 1, Sequence = 1, BidPrice = 1_001, BidSize = 100, AskPrice = 1_002, AskSize = 200 } }).Soon();
        return feed;
    }

    private static Tick Trade(ulong sequence) => new() { Kind = TickKind.Trade, Instrument = 1, Sequence = sequence, Price = 1_001, Size = 5, TradeId = sequence };
}
