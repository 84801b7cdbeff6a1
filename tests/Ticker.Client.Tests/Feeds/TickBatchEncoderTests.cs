using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Ticker.Client.Feeds;
using Ticker.Feeds.Contract.V1;
using Ticker.Model;
using Tick = Ticker.Model.Tick;

namespace Ticker.Client.Tests.Feeds;

public class TickBatchEncoderTests
{
    [Fact]
    public void Encode_AnyTicks_IsWhatTheGeneratedWriterMakes()
    {
        var encoder = new TickBatchEncoder();
        Prop.ForAll(ArbitraryTicks.Batches(), ticks =>
        {
            byte[] expected = ContractMessages.Frame(new PublishRequest { Batch = ToContract(ticks) });
            return encoder.Encode(ticks).Span.SequenceEqual(expected);
        }).QuickCheckThrowOnFailure();
    }

    [Theory]
    [InlineData(long.MinValue + 1)]
    [InlineData(long.MaxValue)]
    public void Encode_FullBatchOfTheGreatestNumbers_StaysBelow64KiBAndParses(long extreme)
    {
        Tick tick = new()
        {
            Kind = TickKind.Quote,
            Flags = TickFlags.Snapshot | TickFlags.OutOfHours,
            Instrument = uint.MaxValue,
            EventTime = new UnixNanos(long.MaxValue),
            Sequence = ulong.MaxValue,
            BidPrice = extreme,
            BidSize = -1,
            AskPrice = extreme,
            AskSize = -1,
        };
        var ticks = new Tick[TickBatchEncoder.MaxTicks];
        Array.Fill(ticks, tick);

        ReadOnlyMemory<byte> frame = new TickBatchEncoder().Encode(ticks);

        Assert.InRange(frame.Length, 1, 64 * 1024);
        Assert.Equal(ToContract(ticks), PublishRequest.Parser.ParseFrom(frame.Span[GrpcCall.PrefixLength..]).Batch);
    }

    [Fact]
    public void Encode_Again_AllocatesNothing()
    {
        var encoder = new TickBatchEncoder();
        Tick[] ticks = [.. Enumerable.Range(1, 100).Select(n => new Tick { Kind = TickKind.Trade, Instrument = 1, Sequence = (ulong)n, Price = 100_000 + n, Size = n })];
        encoder.Encode(ticks);

        Assert.Equal(0, Allocations.LeastOf(() => encoder.Encode(ticks), times: 1_000));
    }

    [Fact]
    public void Encode_RecordThatIsNoTick_HasNoBodyForTheServerToTake()
    {
        ReadOnlyMemory<byte> frame = new TickBatchEncoder().Encode([Tick.ForDefinition(1, 5, UnixNanos.None)]);

        Ticker.Feeds.Contract.V1.Tick read = Assert.Single(PublishRequest.Parser.ParseFrom(frame.Span[GrpcCall.PrefixLength..]).Batch.Ticks);
        Assert.Equal(Ticker.Feeds.Contract.V1.Tick.BodyOneofCase.None, read.BodyCase);
    }

    private static TickBatch ToContract(IEnumerable<Tick> ticks)
    {
        var batch = new TickBatch();
        batch.Ticks.AddRange(ticks.Select(ToContract));
        return batch;
    }

    private static Ticker.Feeds.Contract.V1.Tick ToContract(Tick tick)
    {
        var message = new Ticker.Feeds.Contract.V1.Tick
        {
            Instrument = tick.Instrument,
            EventTime = (ulong)tick.EventTime.Value,
            Sequence = tick.Sequence,
            Flags = (uint)(tick.Flags & (TickFlags.Snapshot | TickFlags.OutOfHours)),
        };
        switch (tick.Kind)
        {
            case TickKind.Quote:
                message.Quote = new Quote { BidSize = tick.BidSize, AskSize = tick.AskSize };
                if (tick.HasBid)
                {
                    message.Quote.BidPrice = tick.BidPrice;
                }

                if (tick.HasAsk)
                {
                    message.Quote.AskPrice = tick.AskPrice;
                }

                break;
            case TickKind.Trade:
                message.Trade = new Trade { Price = tick.Price, Size = tick.Size, Side = (Ticker.Feeds.Contract.V1.Side)tick.Side, TradeId = tick.TradeId };
                break;
            case TickKind.Status:
                message.Status = new Status { State = (Ticker.Feeds.Contract.V1.TradingState)tick.State, Reason = ByteString.CopyFrom(tick.Reason).ToStringUtf8() };
                break;
        }

        return message;
    }
}
