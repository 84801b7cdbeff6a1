namespace Ticker.Model.Tests;

public sealed class InstrumentEqualityTests
{
    [Fact]
    public void Equals_SameDefinitionMadeTwice_IsEqual()
    {
        Assert.Equal(Make(), Make());
        Assert.Equal(Make().GetHashCode(), Make().GetHashCode());
    }

    [Fact]
    public void Equals_AnyPartDifferent_IsNot()
    {
        Assert.NotEqual(Make(), Make() with { Number = 2 });
        Assert.NotEqual(Make(), Make() with { Name = new InstrumentName("XNAS", "B") });
        Assert.NotEqual(Make(), Make() with { PriceScale = 3 });
        Assert.NotEqual(Make(), Make() with { SizeScale = 1 });
        Assert.NotEqual(Make(), Make() with { AssetClass = AssetClass.Index });
        Assert.NotEqual(Make(), Make() with { Currency = "EUR" });
        Assert.NotEqual(Make(), Make() with { TickSize = 5 });
        Assert.NotEqual(Make(), Make() with { LotSize = 5 });
        Assert.NotEqual(Make(), Make() with { PreviousClose = null });
    }

    private static Instrument Make() => new()
    {
        Number = 1,
        Name = new InstrumentName("XNAS", "A"),
        PriceScale = 2,
        SizeScale = 0,
        AssetClass = AssetClass.Equity,
        Currency = "USD",
        TickSize = 1,
        LotSize = 100,
        PreviousClose = 12_345,
    };
}
