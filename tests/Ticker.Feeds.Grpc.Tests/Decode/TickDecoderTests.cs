using FsCheck;
using FsCheck.Fluent;
using Google.Protobuf;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Decode;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Decode;

public class TickDecoderTests
{
    [Fact]
    public void Decode_WhatTheGeneratedClassesEncode_IsTheSameTick() =>
        Prop.ForAll(Arb.From(RandomTicks.Ticks), tick => TickDecoder.Decode(tick.ToByteArray()) == ExpectedTick.Of(tick))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Decode_TwoTicksInOne_MergesAsProtobufDoes() =>
        Prop.ForAll(Arb.From(RandomTicks.Ticks), Arb.From(RandomTicks.Ticks), (first, second) =>
            {
                byte[] both = [.. first.ToByteArray(), .. second.ToByteArray()];
                return TickDecoder.Decode(both) == ExpectedTick.Of(Tick.Parser.ParseFrom(both));
            })
            .Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Decode_FieldsOfALaterContract_AreSkipped()
    {
        byte[] quote = new Quote { BidPrice = 5, BidSize = 6 }.ToByteArray();
        byte[] later = [0x28, 0x07, 0x32, 0x03, 1, 2, 3, 0x81, 0x01, 1, 2, 3, 4, 5, 6, 7, 8, 0xFD, 0x01, 1, 2, 3, 4];
        byte[] body = [.. later, .. quote];
        byte[] tick = [0x08, 0x03, 0x2A, (byte)body.Length, .. body, 0x48, 0x01, 0x82, 0x01, 0x01, 0xFF];
        Assert.True(MessageCheck.IsLegal(tick, MessageShape.Tick));

        Model.Tick decoded = TickDecoder.Decode(tick);

        Assert.Equal((3u, 5L, 6L, false), (decoded.Instrument, decoded.BidPrice, decoded.BidSize, decoded.HasAsk));
    }

    [Fact]
    public void Decode_ServersOwnFlags_AreDropped()
    {
        Model.Tick tick = TickDecoder.Decode(new Tick { Flags = 0xFFFF_FFFF, Trade = new Trade { TradeId = 1 } }.ToByteArray());
        Assert.Equal(Model.TickFlags.Snapshot | Model.TickFlags.OutOfHours, tick.Flags);
    }

    [Fact]
    public void Decode_Status_KeepsTimeSequenceAndFlags()
    {
        Model.Tick tick = TickDecoder.Decode(
            new Tick { Instrument = 4, EventTime = 5, Sequence = 6, Flags = 1, Status = new Status { State = TradingState.PreOpen, Reason = "auction" } }.ToByteArray());
        Assert.Equal((4u, 5L, 6ul, Model.TickFlags.Snapshot, Model.TradingState.PreOpen), (tick.Instrument, tick.EventTime.Value, tick.Sequence, tick.Flags, tick.State));
        Assert.Equal("auction"u8, tick.Reason);
    }
}
