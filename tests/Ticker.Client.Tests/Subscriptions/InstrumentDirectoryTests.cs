using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

public class InstrumentDirectoryTests
{
    [Fact]
    public void Find_ByNumberAndByName_WhatWasTold()
    {
        var directory = new InstrumentDirectory();
        directory.Learn(Told(Of(4, "XNAS:ÄPL", 2)));

        Assert.Equal("XNAS:ÄPL", directory.Find(4)?.FullName);
        Assert.Equal(4u, directory.Find("XNAS:ÄPL"u8)?.Number);
        Assert.Null(directory.Find(5));
        Assert.Null(directory.Find("XNAS:APL"u8));
    }

    [Fact]
    public void Learn_NameWithNewScales_NameMeansTheNewNumberAndTheOldStaysReadable()
    {
        var directory = new InstrumentDirectory();
        directory.Learn(Told(Of(4, "XNAS:AAPL", 2)));
        directory.Learn(Told(Of(9, "XNAS:AAPL", 4)));

        Assert.Equal(2, directory.Count);
        Assert.Equal(9u, directory.Find("XNAS:AAPL"u8)?.Number);
        Assert.Equal((byte)2, directory.Find(4)!.PriceScale);
    }

    private static Subscribed Told(params Instrument[] instruments) => new() { Id = 1, Epoch = 1, Sequence = 0, Instruments = instruments };

    private static Instrument Of(uint number, string name, byte priceScale)
    {
        Assert.Null(InstrumentName.Parse(name, out InstrumentName parsed));
        return new Instrument { Number = number, Name = parsed, PriceScale = priceScale, SizeScale = 0 };
    }
}
