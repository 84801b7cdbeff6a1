using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Server.Tests.Hosting;

/// <summary>A feed at the pipeline's own entry point, behind what carries feeds.</summary>
internal sealed class TestFeed(FeedSession session) : IAsyncDisposable
{
    private ulong _trades;

    /// <summary>Defines an instrument with two decimals of price and none of size.</summary>
    public async Task DefineAsync(uint number, string fullName)
    {
        await MakeRoomAsync();
        Assert.Null(InstrumentName.Parse(fullName, out InstrumentName name));
        session.Define(number, new Instrument { Name = name, PriceScale = 2, SizeScale = 0 }, out string? wrong);
        Assert.Null(wrong);
    }

    /// <summary>Defines instruments from 1 on, and sees to it that the server knows them.</summary>
    public async Task DefineAsync(ServerUnderTest server, params string[] fullNames)
    {
        uint number = 0;
        foreach (string name in fullNames)
        {
            await DefineAsync(++number, name);
        }

        await FlushAsync();
        await server.UntilAppliedAsync((ulong)fullNames.Length + 1);
    }

    public Task QuoteAsync(uint number, long bid, ulong sequence = 0, TickFlags flags = TickFlags.None) => AddAsync(new Tick
    {
        Kind = TickKind.Quote, Instrument = number, BidPrice = bid, BidSize = 1, AskPrice = bid + 1, AskSize = 2, Sequence = sequence, Flags = flags,
    });

    public Task TradeAsync(uint number, long price, ulong sequence = 0) => AddAsync(new Tick
    {
        Kind = TickKind.Trade, Instrument = number, Price = price, Size = 1, Side = Side.Buy, TradeId = ++_trades, Sequence = sequence,
    });

    public Task StatusAsync(uint number, TradingState state, string reason) =>
        AddAsync(Tick.ForStatus(number, state, System.Text.Encoding.UTF8.GetBytes(reason)));

    public async Task FlushAsync()
    {
        session.Touch();
        await session.FlushAsync();
    }

    public async Task EndAsync() => await session.CloseAsync(ended: true);

    public ValueTask DisposeAsync() => session.DisposeAsync();

    private async Task AddAsync(Tick tick)
    {
        await MakeRoomAsync();
        Assert.Equal(RejectReason.None, session.Add(in tick));
    }

    private async Task MakeRoomAsync()
    {
        if (session.IsFull)
        {
            await FlushAsync();
        }
    }
}
