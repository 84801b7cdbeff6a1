using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Peers;

/// <summary>A well-behaved subscriber of a market of its own, which must come to no harm by what others do meanwhile.</summary>
internal sealed class Bystander : IAsyncDisposable
{
    private const int TradesPerSecond = 500;

    private readonly StreamClient _client;
    private readonly TestFeed _feed;
    private readonly Task<ulong> _reading;
    private readonly TickFlow _flow;
    private bool _over;
    private long _sent;
    private long _last = long.MaxValue;

    private Bystander(StreamClient client, TestFeed feed)
    {
        (_client, _feed) = (client, feed);
        _reading = ReadAsync();
        _flow = TickFlow.Paced(TradesPerSecond, SendAsync, feed.FlushAsync);
    }

    public static async Task<Bystander> StartAsync(ServerUnderTest server)
    {
        TestFeed feed = await server.OpenFeedAsync("calm");
        await feed.DefineAsync(1, "CALM:ONE");
        await feed.FlushAsync();
        await server.UntilAppliedAsync(server.Pipeline.Position.Sequence);
        StreamClient client = await StreamClient.ConnectAsync(server);
        await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["CALM:ONE"], Mode = DeliveryMode.All });
        await client.NextAsync<Seam>();
        return new Bystander(client, feed);
    }

    /// <summary>Ends its market, and asserts that every trade of it came, once, in order.</summary>
    public async Task AssertUnharmedAsync()
    {
        await EndAsync();
        await SendAsync(0);
        Volatile.Write(ref _last, _sent);
        await _feed.FlushAsync();
        Assert.Equal((ulong)_sent, await _reading.WaitAsync(Patience.Limit));
        await _client.SendAsync(new StatementRequest { Id = 1 });
        Statement statement = await _client.NextAsync<Statement>();
        Assert.Equal((_sent, _sent, 0, 0), (statement.Matched, statement.Delivered, statement.Discarded, statement.Pending));
    }

    public async ValueTask DisposeAsync()
    {
        await EndAsync();
        _client.Dispose();
        await _feed.DisposeAsync();
    }

    private async Task EndAsync()
    {
        if (!_over)
        {
            _over = true;
            await _flow.DisposeAsync();
        }
    }

    private Task SendAsync(long n)
    {
        _sent++;
        return _feed.TradeAsync(1, 100 + n);
    }

    private async Task<ulong> ReadAsync()
    {
        ulong last = 0;
        while (last < (ulong)Volatile.Read(ref _last))
        {
            Tick trade = await _client.NextTickAsync();
            Assert.Equal(last + 1, trade.TradeId);
            last = trade.TradeId;
        }

        return last;
    }
}
