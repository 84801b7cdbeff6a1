using Ticker.Model;

namespace Ticker.Synthetic.Tests;

public class InstrumentListTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(25)]
    [InlineData(200)]
    [InlineData(10_000)]
    public void Instruments_AnyCount_LegalWithNamesOfTheirOwn(int count)
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions { InstrumentCount = count });

        Assert.Equal(count, market.Instruments.Count);
        Assert.All(market.Instruments, instrument => Assert.Null(instrument.Check()));
        Assert.Equal(count, market.Instruments.Select(instrument => instrument.FullName).Distinct().Count());
        Assert.Equal(Enumerable.Range(1, count).Select(n => (uint)n), market.Instruments.Select(instrument => instrument.Number));
    }

    [Fact]
    public void Instruments_EachOne_TellsItsStepsCloseAndCurrency()
    {
        Assert.All(new SyntheticMarket(new SyntheticMarketOptions()).Instruments, instrument =>
        {
            Assert.True(instrument.TickSize > 0 && instrument.LotSize > 0);
            Assert.NotNull(instrument.PreviousClose);
            Assert.Equal(0, instrument.PreviousClose!.Value % instrument.TickSize);
            Assert.NotEqual(0, instrument.PreviousClose.Value);
            Assert.InRange(instrument.Currency.Length, 3, 4);
        });
    }

    [Fact]
    public void Instruments_First25_AlreadyOfEveryClass()
    {
        var market = new SyntheticMarket(new SyntheticMarketOptions { InstrumentCount = 25 });

        Assert.Equal(
            [AssetClass.Equity, AssetClass.ForeignExchange, AssetClass.Crypto, AssetClass.Future, AssetClass.FixedIncome],
            market.Instruments.Select(instrument => instrument.AssetClass).Distinct().Order());
    }

    [Theory]
    [InlineData("XNAS:AAPL", 4, 0, "0.01", "1", "USD")]
    [InlineData("EBS:EUR/USD", 5, 0, "0.00001", "100000", "USD")]
    [InlineData("EBS:USD/JPY", 3, 0, "0.001", "100000", "JPY")]
    [InlineData("SIMX:BTCUSDT", 2, 8, "0.01", "0.00001", "USDT")]
    [InlineData("SIMX:MOTEUSDT", 10, 0, "0.0000000001", "1", "USDT")]
    [InlineData("XCME:ESZ6", 2, 0, "0.25", "1", "USD")]
    [InlineData("XCBT:ZBZ6", 5, 0, "0.03125", "1", "USD")]
    [InlineData("BTEC:US 10Y 4.250 11/34", 7, 0, "0.0078125", "1000000", "USD")]
    public void Instruments_OfEachKind_HaveTheirMarketsSteps(string name, int priceScale, int sizeScale, string tick, string lot, string currency)
    {
        Instrument instrument = new SyntheticMarket(new SyntheticMarketOptions()).Instruments.Single(each => each.FullName == name);

        Assert.Equal((priceScale, sizeScale, currency), (instrument.PriceScale, instrument.SizeScale, instrument.Currency));
        Assert.Equal(tick, DecimalText.ToText(instrument.TickSize, instrument.PriceScale));
        Assert.Equal(lot, DecimalText.ToText(instrument.LotSize, instrument.SizeScale));
    }

    [Fact]
    public void Check_EverythingWrong_SaysEverything()
    {
        var options = new SyntheticMarketOptions { InstrumentCount = 0, TicksPerSecond = double.NaN, Burstiness = 1, HaltInterval = TimeSpan.Zero };

        Assert.Equal(4, options.Check().Count);
        string message = Assert.Throws<ArgumentException>(() => new SyntheticMarket(options)).Message;
        Assert.All(options.Check(), wrong => Assert.Contains(wrong, message));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 50_000)]
    public void Advance_FewInstruments_GoesOnThroughHalts(int count, double rate)
    {
        var run = new MarketRun(
            new SyntheticMarketOptions { InstrumentCount = count, TicksPerSecond = rate, HaltInterval = TimeSpan.FromSeconds(1) }, TimeSpan.FromSeconds(30));

        Assert.True(run.Ticks.Count > 2 * count);
    }
}
