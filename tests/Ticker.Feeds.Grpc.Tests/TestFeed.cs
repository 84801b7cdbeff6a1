using Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Tests;

/// <summary>A publisher that says what a test wants.</summary>
internal sealed class TestFeed(FeedDoorHost host, params (string Name, string Value)[] headers) : IAsyncDisposable
{
    public const string Path = "/ticker.feed.v1.FeedService/Publish";

    public TestCall Call { get; } = new(host.Client, Path, headers);

    public async Task<Ready> HelloAsync(string feed = "feed", ulong runId = 1)
    {
        await SendAsync(Hello(feed, runId));
        PublishResponse? response = await Call.ReadAsync(PublishResponse.Parser);
        Assert.NotNull(response?.Ready);
        return response.Ready;
    }

    public static PublishRequest Hello(string feed = "feed", ulong runId = 1, uint protocol = 1) =>
        new() { Hello = new Hello { Feed = feed, RunId = runId, Protocol = protocol, Software = "test" } };

    public static InstrumentDefinition Definition(uint number = 1, string venue = "XNAS", string symbol = "AAPL") =>
        new() { Number = number, Venue = venue, Symbol = symbol, PriceScale = 2, SizeScale = 0, AssetClass = AssetClass.Equity, Currency = "USD" };

    public static Tick Trade(ulong sequence, uint instrument = 1, uint flags = 0) =>
        new() { Instrument = instrument, Sequence = sequence, Flags = flags, Trade = new Trade { Price = 100, Size = 1, Side = Side.Buy, TradeId = sequence } };

    public Task SendAsync(PublishRequest request) => Call.SendAsync(request);

    public Task SendAsync(params IEnumerable<Tick> ticks) => SendAsync(new PublishRequest { Batch = new TickBatch { Ticks = { ticks } } });

    public Task DefineAsync(uint number = 1, string venue = "XNAS", string symbol = "AAPL") =>
        SendAsync(new PublishRequest { Instrument = Definition(number, venue, symbol) });

    /// <summary>Reads responses until an ack of at least this; gives it.</summary>
    public async Task<Ack> AckAsync(ulong received)
    {
        while (true)
        {
            PublishResponse? response = await Call.ReadAsync(PublishResponse.Parser);
            Assert.NotNull(response);
            if (response.Ack is { } ack && ack.Received >= received)
            {
                return ack;
            }
        }
    }

    /// <summary>Reads responses until a reject; gives it.</summary>
    public async Task<Reject> RejectAsync()
    {
        while (true)
        {
            PublishResponse? response = await Call.ReadAsync(PublishResponse.Parser);
            Assert.NotNull(response);
            if (response.Reject is { } reject)
            {
                return reject;
            }
        }
    }

    public ValueTask DisposeAsync() => Call.DisposeAsync();
}
