namespace Ticker.Model.Tests;

public sealed class InstrumentTests
{
    private static readonly Instrument Apple = new() { Name = new("XNAS", "AAPL"), PriceScale = 4, SizeScale = 0 };

    [Fact]
    public void FullName_NameGiven_IsThereInBothForms()
    {
        Assert.Equal("XNAS:AAPL", Apple.FullName);
        Assert.True(Apple.Utf8Name.Span.SequenceEqual("XNAS:AAPL"u8));
        Assert.Equal("XLON:VOD", (Apple with { Name = new("XLON", "VOD") }).FullName);
    }

    [Fact]
    public void Check_LegalDefinition_Null()
    {
        Assert.Null(Apple.Check());
        Assert.Null((Apple with { PriceScale = 12, SizeScale = 9, TickSize = Tick.MaxMantissa, PreviousClose = -3763, Currency = "USD" }).Check());
    }

    [Fact]
    public void Check_EachFieldOutOfRange_SaysWhich()
    {
        Assert.Contains("price_scale", (Apple with { PriceScale = 13 }).Check());
        Assert.Contains("size_scale", (Apple with { SizeScale = 10 }).Check());
        Assert.Contains("tick_size", (Apple with { TickSize = -1 }).Check());
        Assert.Contains("lot_size", (Apple with { LotSize = Tick.MaxMantissa + 1 }).Check());
        Assert.Contains("previous_close", (Apple with { PreviousClose = long.MinValue }).Check());
        Assert.Contains("currency", (Apple with { Currency = "U\nS" }).Check());
        Assert.Contains("symbol", (Apple with { Name = new("XNAS", "") }).Check());
    }

    [Fact]
    public void MeansTheSameAs_OnlyNameAndScales_Decide()
    {
        Assert.True(Apple.MeansTheSameAs(Apple with { Number = 9, Currency = "USD", TickSize = 1 }));
        Assert.False(Apple.MeansTheSameAs(Apple with { PriceScale = 2 }));
        Assert.False(Apple.MeansTheSameAs(Apple with { SizeScale = 2 }));
        Assert.False(Apple.MeansTheSameAs(Apple with { Name = new("XLON", "AAPL") }));
    }
}
