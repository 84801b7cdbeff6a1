using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Binance;

public class BinancePublicTests
{
    // Columns and their order from the README of binance/binance-public-data; the numbers are made up.
    private const string SpotTrades = "28457,4261.48000000,0.07500000,319.61100000,1502942429000,True,True\n28458,4261.48000000,0.92500000,3941.86900000,1502942432000,False,True\n";
    private const string SpotMicros = "28457,4261.48000000,0.07500000,319.61100000,1735689600123456,True,True\n";
    private const string SpotAggregates = "26129,0.01633102,4.70443515,27781,27781,1498793709153,true,true\n";
    private const string FuturesTrades = "id,price,qty,quote_qty,time,is_buyer_maker\n100,61659.70,0.002,123.3194,1723075200005,true\n";
    private const string FuturesAggregates = "agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker\n7,61659.70,0.5,100,109,1723075200005,false\n";
    private const string CoinTrades = "100,61659.7,12,0.01946,1723075200005,true\n";
    private const string BookTicker = "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,61659.70,1.486,61659.80,0.981,1723075200005,1723075200009\n6,61659.70,0.000,61659.90,1,1723075200006,1723075200010\n";

    [Theory]
    [InlineData("BTCUSDT-trades-2017-08-17", SpotTrades, "BINANCE:BTCUSDT 0.075 @ 4261.48 Sell 28457 1502942429000000000 1502942429000000000", "BINANCE:BTCUSDT 0.925 @ 4261.48 Buy 28458 1502942432000000000 1502942432000000000")]
    [InlineData("BTCUSDT-trades-2025-01-01", SpotMicros, "BINANCE:BTCUSDT 0.075 @ 4261.48 Sell 28457 1735689600123456000 1735689600123456000", null)]
    [InlineData("BNBBTC-aggTrades-2017-06-30", SpotAggregates, "BINANCE:BNBBTC 4.70443515 @ 0.01633102 Sell 26129 1498793709153000000 1498793709153000000", null)]
    [InlineData("BTCUSDT-trades-2024-08-08", FuturesTrades, "BINANCE-USDM:BTCUSDT 0.002 @ 61659.7 Sell 100 1723075200005000000 1723075200005000000", null)]
    [InlineData("BTCUSDT-aggTrades-2024-08", FuturesAggregates, "BINANCE-USDM:BTCUSDT 0.5 @ 61659.7 Buy 7 1723075200005000000 1723075200005000000", null)]
    [InlineData("BTCUSD_PERP-trades-2024-08-08", CoinTrades, "BINANCE-COINM:BTCUSD_PERP 12 @ 61659.7 Sell 100 1723075200005000000 1723075200005000000", null)]
    [InlineData("BTCUSDT-bookTicker-2023-08-08", BookTicker, "BINANCE-USDM:BTCUSDT 61659.7 x 1.486 / 61659.8 x 0.981 1723075200005000000 1723075200009000000", "BINANCE-USDM:BTCUSDT - / 61659.9 x 1 1723075200006000000 1723075200010000000")]
    public void Read_EveryKind_BareAndInAZipAndWithoutItsHeader(string name, string text, string first, string? second)
    {
        string[] expected = second is null ? [first] : [first, second];
        string bare = char.IsAsciiDigit(text[0]) ? text : text[(text.IndexOf('\n', StringComparison.Ordinal) + 1)..];
        using IRecordingReader plain = Made.Open($"/data/{name}.csv", text);
        using IRecordingReader packed = Made.Open($"/data/{name}.zip", Made.Zip(($"{name}.csv", text)));
        using IRecordingReader headless = Made.Open($"/data/{name}.csv", bare);

        Assert.Equal(expected, Made.Lines(plain));
        Assert.Equal(expected, Made.Lines(packed));
        Assert.Equal(expected, Made.Lines(headless));
    }

    [Fact]
    public void Open_NameWithoutASymbol_AskedForUnlessSaid()
    {
        Assert.Contains("name it with --symbol", Made.Wrong(() => Made.Open("trades.csv", SpotTrades), 0).Wrong, StringComparison.Ordinal);
        using IRecordingReader reader = Made.Open("trades.csv", SpotTrades, new RecordingOpening { Symbol = "BTCUSDT", Venue = "XTST" });

        Assert.Equal("XTST:BTCUSDT", reader.Instruments.Single().FullName);
        Assert.Equal(2, Made.ReadAll(reader).Count);
    }

    [Fact]
    public void Open_FolderOfCoinFutures_NamesTheVenue()
    {
        using IRecordingReader reader = Made.Open("data/futures/cm/daily/trades/X/X-trades-2024-08-08.csv", CoinTrades);

        Assert.Equal("BINANCE-COINM:X", reader.Instruments.Single().FullName);
    }

    [Theory]
    [InlineData("28459,4261.48,0.1,1,1502942429000,maybe,True", "the is_buyer_maker 'maybe' is not true or false")]
    [InlineData("28459,4261.48,0.1,1,1502942429000,True", "the line has 6 fields; it should have 7")]
    [InlineData("x,4261.48,0.1,1,1502942429000,True,True", "the id 'x' is not a whole number")]
    [InlineData("28459,,0.1,1,1502942429000,True,True", "the price is missing")]
    [InlineData("28459,4261.48,-0.1,1,1502942429000,True,True", "the size '-0.1' is negative")]
    [InlineData("28459,4261.48,0.1,1,soon,True,True", "the time 'soon' is not a time in milliseconds or microseconds")]
    [InlineData("id,price,qty,quote_qty,time,is_buyer_maker,is_best_match", "the time 'time' is not a time in milliseconds or microseconds")]
    public void Read_WrongLine_AllBeforeItAndThenWhereAndWhat(string line, string wrong)
    {
        RecordingFormatException found = Made.Wrong(() => Made.Open("X-trades-2017-08-17.csv", SpotTrades + line + "\n"), 2);

        Assert.Contains(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal((3, SpotTrades.Length), (found.Line, found.Offset));
    }
}
