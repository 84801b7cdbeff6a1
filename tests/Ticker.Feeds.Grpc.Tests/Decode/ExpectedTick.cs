using System.Text;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Decode;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Decode;

/// <summary>What a tick of the contract means in the model, told a second time from the generated classes.</summary>
internal static class ExpectedTick
{
    public static Model.Tick Of(Tick tick)
    {
        Model.Tick body = tick.BodyCase switch
        {
            Tick.BodyOneofCase.Quote => OfQuote(tick.Quote),
            Tick.BodyOneofCase.Trade => OfTrade(tick.Trade),
            Tick.BodyOneofCase.Status => Model.Tick.ForStatus(
                0, (int)tick.Status.State is >= 0 and <= 255 ? (Model.TradingState)tick.Status.State : (Model.TradingState)255, Encoding.UTF8.GetBytes(tick.Status.Reason)),
            _ => default,
        };
        return body with
        {
            Instrument = tick.Instrument,
            EventTime = new Model.UnixNanos((long)tick.EventTime),
            Sequence = tick.Sequence,
            Flags = (body.Flags & Model.TickFlags.HashedTradeId) | ((Model.TickFlags)tick.Flags & (Model.TickFlags.Snapshot | Model.TickFlags.OutOfHours)),
        };
    }

    private static Model.Tick OfQuote(Quote quote) => new()
    {
        Kind = Model.TickKind.Quote,
        BidPrice = !quote.HasBidPrice ? Model.Tick.NoPrice : Math.Max(quote.BidPrice, Model.Tick.NoPrice + 1),
        BidSize = quote.HasBidPrice || quote.BidSize < 0 ? quote.BidSize : 0,
        AskPrice = !quote.HasAskPrice ? Model.Tick.NoPrice : Math.Max(quote.AskPrice, Model.Tick.NoPrice + 1),
        AskSize = quote.HasAskPrice || quote.AskSize < 0 ? quote.AskSize : 0,
    };

    private static Model.Tick OfTrade(Trade trade)
    {
        bool hashed = trade.TradeId == 0 && trade.TradeIdText.Length > 0;
        return new Model.Tick
        {
            Kind = Model.TickKind.Trade,
            Flags = hashed ? Model.TickFlags.HashedTradeId : Model.TickFlags.None,
            Price = trade.Price,
            Size = trade.Size,
            TradeId = hashed ? Model.TextTradeId.Hash(Encoding.UTF8.GetBytes(trade.TradeIdText)) : trade.TradeId,
            Side = trade.Side is Side.Buy or Side.Sell ? (Model.Side)trade.Side : Model.Side.None,
        };
    }
}
