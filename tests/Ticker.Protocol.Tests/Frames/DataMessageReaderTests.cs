using Ticker.Model;

namespace Ticker.Protocol.Tests.Frames;

public class DataMessageReaderTests
{
    private static readonly Instrument Apple = Instruments.Of(1, "XNAS:AAPL", 4, 0);

    [Theory]
    // Kinds 4 and 200 are of a later version; so are elements after the tenth and eleventh.
    [InlineData("92019404010203", 0)]
    [InlineData("930192ccc8c099010105000102020200", 1)]
    [InlineData("92019c01010500010202020093030104" + "0707", 1)]
    [InlineData("9201970301050001" + "00a0", 1)]
    [InlineData("9201990301050001" + "00a0" + "0781a17801", 1)]
    [InlineData("920190", 0)]
    public void TryRead_WhatALaterVersionMaySend_PassedOver(string hex, int ticks)
    {
        var reader = new DataMessageReader(Convert.FromHexString(hex));
        int read = 0;
        while (reader.TryRead(out Tick tick, out _))
        {
            Assert.Equal((1u, 5ul), (tick.Instrument, tick.Sequence));
            read++;
        }

        Assert.Equal(ticks, read);
    }

    [Theory]
    [InlineData("90")]
    [InlineData("80")]
    [InlineData("9100")]
    [InlineData("91cf8000000000000000")]
    [InlineData("920101")]
    [InlineData("9201980101050001020202")]
    [InlineData("92019901ff0500010202020000")]
    [InlineData("92019901010500010202020000c0")]
    [InlineData("9201990101050001a0020200")]
    [InlineData("9201990101050001" + "020202cd0100")]
    public void TryRead_NotADataMessage_Throws(string hex) => Assert.ThrowsAny<FormatException>(() =>
    {
        var reader = new DataMessageReader(Convert.FromHexString(hex));
        while (reader.TryRead(out _, out _))
        {
        }
    });

    [Theory]
    [InlineData("""{"ticks":[{"f":0,"as":2,"ap":0.5,"new":[1,{"x":null}],"seq":"5","S":"XNAS:AAPL","T":"q"}],"id":3}""", 1, 0)]
    [InlineData("""{"id":3,"ticks":[{"T":"bar","S":"XNAS:AAPL"},{"T":"q","S":"X:Y","seq":"1"},{"T":"q","S":"XNAS:AAPL","seq":5}],"x":1}""", 1, 1)]
    [InlineData("""{"id":3,"ticks":[]}""", 0, 0)]
    public void TryRead_JsonInAnyOrderWithUnknownParts_PassedOver(string json, int ticks, int unknown)
    {
        var reader = new JsonDataMessageReader(System.Text.Encoding.UTF8.GetBytes(json), static utf8 => utf8.SequenceEqual("XNAS:AAPL"u8) ? Apple : null);
        int read = 0;
        while (reader.TryRead(out Tick tick, out _))
        {
            Assert.Equal((1u, 5ul, false), (tick.Instrument, tick.Sequence, tick.HasBid));
            read++;
        }

        Assert.Equal((3, ticks, unknown), (reader.SubscriptionId, read, reader.UnknownInstruments));
    }

    [Theory]
    [InlineData("""{"ticks":[]}""")]
    [InlineData("""{"id":3}""")]
    [InlineData("""{"id":3,"ticks":7}""")]
    [InlineData("""{"id":3,"ticks":[7]}""")]
    [InlineData("""{"id":3,"ticks":[{"T":"q","S":"XNAS:AAPL"}]}""")]
    [InlineData("""{"id":3,"ticks":[{"T":"q","S":"XNAS:AAPL","seq":"1","bp":0.00001,"bs":1}]}""")]
    [InlineData("""{"id":3,"ticks":[{"T":"q","S":"XNAS:AAPL","seq":"1","bp":1e400,"bs":1}]}""")]
    [InlineData("""{"id":3,"ticks":[{"T":"q","S":"XNAS:AAPL","seq":"1","t":"2024-02-30T00:00:00Z"}]}""")]
    [InlineData("""{"id":3,"ticks":[{"T":"t","S":"XNAS:AAPL","seq":"1","s":1}]}""")]
    [InlineData("""{"id":3,"ticks":[]}]""")]
    [InlineData("""{"id":3,"ticks":[{"T":"q","S":"\ud800","seq":"1"}]}""")]
    public void TryRead_NotADataMessageInJson_Throws(string json) => Assert.ThrowsAny<FormatException>(() =>
    {
        var reader = new JsonDataMessageReader(System.Text.Encoding.UTF8.GetBytes(json), static _ => Apple);
        while (reader.TryRead(out _, out _))
        {
        }
    });
}
