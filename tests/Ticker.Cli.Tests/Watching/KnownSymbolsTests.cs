using Ticker.Cli.Watching;

namespace Ticker.Cli.Tests.Watching;

public class KnownSymbolsTests
{
    private static readonly string[] Known = ["XNAS:AAPL", "XNAS:AMZN", "XNYS:APD", "XLON:VOD", "EURX:EURUSD", "BINANCE:EURUSD"];

    [Theory]
    [InlineData("XNAS:APPL", "XNAS:AAPL")]
    [InlineData("xnas:aapl", "XNAS:AAPL")]
    [InlineData("XLON:AAPL", "XNAS:AAPL")]
    [InlineData("CME:EURUSD", "BINANCE:EURUSD,EURX:EURUSD")]
    [InlineData("NOWHERE:NOTHING", "")]
    public void Nearest_Symbol_IsWhatMayHaveBeenMeant(string symbol, string expected)
    {
        string[] nearest = KnownSymbols.Nearest(symbol, Known);

        Assert.Equal(expected.Split(',', StringSplitOptions.RemoveEmptyEntries), nearest.Take(Math.Max(1, expected.Split(',').Length)));
    }
}
