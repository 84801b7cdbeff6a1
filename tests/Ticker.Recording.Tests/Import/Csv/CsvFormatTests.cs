using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Csv;

public class CsvFormatTests
{
    private const string At = "1723075200000000000 1723075200000000000";

    [Theory]
    [InlineData("time,symbol,bid,bid_size,ask,ask_size\n1723075200,XLON:VOD,70.10,5,70.25,6\n", "XLON:VOD 70.1 x 5 / 70.25 x 6 " + At)]
    [InlineData("Timestamp;Exchange;Instrument;Best_Bid_Price;Best_Ask_Price\n2024-08-08T00:00:00Z;XLON;VOD;70.10;70.25\n", "XLON:VOD 70.1 x 0 / 70.25 x 0 " + At)]
    [InlineData("date\ttime\tsymbol\tprice\tqty\tside\tid\n2024-08-08\t00:00:00.000\tA/B\t-1.5\t0.25\tS\t9\n", "CSV:A/B 0.25 @ -1.5 Sell 9 " + At)]
    [InlineData("ts,price,size\n1723075200000,1,2\n", "CSV:ticks 2 @ 1 None 0 " + At)]
    [InlineData("event_time,receive_time,symbol,price,size\n,1723075200000000,X:Y,1,2\n", "X:Y 2 @ 1 None 0 0 1723075200000000000")]
    [InlineData("event_time,receive_time,symbol,price,size\n1723075199.5,1723075200000000000,X:Y,1,2\n", "X:Y 2 @ 1 None 0 1723075199500000000 1723075200000000000")]
    [InlineData("time,kind,symbol,state,reason\n1723075200,status,X:Y,halted,\"news, pending\"\n", "X:Y Halted news, pending " + At)]
    [InlineData("time,kind,symbol,bid,ask,flags\n1723075200,quote,X:Y,1,,9\n", "X:Y 1 x 0 / - " + At + " Snapshot, OutOfHours")]
    [InlineData("time,symbol,price,size,trade_id\n1723075200,X:Y,1,2,abc\n", "X:Y 2 @ 1 None 16654208175385433931 " + At + " HashedTradeId")]
    [InlineData("time,symbol,price,size\n1723075200, X:Y , 1 , 2e-3 \n", "X:Y 0.002 @ 1 None 0 " + At)]
    public void Read_ByTheNamesOfTheColumns_WhateverElse(string text, string tick)
    {
        using IRecordingReader reader = Made.Open("/somewhere/ticks.csv.gz", Made.Gzip(text));

        Assert.Equal([tick], Made.Lines(reader));
    }

    [Fact]
    public void Read_QuotesAndTradesInOneFile_ByWhatALineHolds()
    {
        using IRecordingReader reader = Made.Open("x", "time,symbol,bid,ask,price,size,note\n1723075200,X:Y,1,2,,,a\n1723075200,X:Y,,,1.5,7,b\n1723075200,X:Y,,,,,c\n1723075200,Z:Y,,2,,,d\n");

        Assert.Equal([$"X:Y 1 x 0 / 2 x 0 {At}", $"X:Y 7 @ 1.5 None 0 {At}", $"Z:Y - / 2 x 0 {At}"], Made.Lines(reader));
    }

    [Fact]
    public void Open_ZoneVenueAndSymbolSaid_Used()
    {
        var opening = new RecordingOpening { Venue = "XETR", Symbol = "SAP", TimeZone = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin") };
        using IRecordingReader reader = Made.Open("x", "time,price,size\n2024-08-08 02:00:00,1,2\n", opening);

        Assert.Equal([$"XETR:SAP 2 @ 1 None 0 {At}"], Made.Lines(reader));
    }

    [Theory]
    [InlineData("symbol,price,size", "there is no column for the time, called event_time, timestamp, datetime, time, ts, ts_event or receive_time, ")]
    [InlineData("date,symbol,price,size", "there is a column for the date but none for the time")]
    [InlineData("time,symbol,open,high", "there is no column for a price: price, trade_price for trades, bid_price, bid, ")]
    [InlineData("time,symbol,price", "trades need a column for the size, called size, quantity, qty, ")]
    public void Open_ColumnMissing_SaysWhichAndWhatIsThere(string header, string wrong)
    {
        RecordingFormatException found = Made.Wrong(() => Made.Open("x", header + "\n1,2,3,4\n"), 0);

        Assert.StartsWith(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.EndsWith($"; the header has {header.Replace(",", ", ", StringComparison.Ordinal)}", found.Wrong, StringComparison.Ordinal);
        Assert.Equal(1, found.Line);
    }

    [Theory]
    [InlineData("yesterday,X:Y,1,1,buy,trade", "the value of column time 'yesterday' is not a time: one reads 2024-08-08T23:54:13.937Z")]
    [InlineData(",X:Y,1,1,buy,trade", "the value of column time is missing")]
    [InlineData("1723075200,,1,1,buy,trade", "the value of column Symbol is missing")]
    [InlineData("1723075200,X:Y,1;5,1,buy,trade", "the value of column price '1;5' is not a decimal number")]
    [InlineData("1723075200,X:Y,,1,buy,trade", "the value of column price is missing")]
    [InlineData("1723075200,X:Y,1,-1,buy,trade", "the value of column qty '-1' is negative")]
    [InlineData("1723075200,X:Y,1,1,up,trade", "the value of column side 'up' is not buy or sell or empty")]
    [InlineData("1723075200,X:Y,1,1,buy,bar", "the value of column kind 'bar' is not quote, trade or status")]
    [InlineData("1723075200,X:Y,1,1,buy", "the line has 5 fields, the header 6")]
    [InlineData("1723075200,\"X:Y,1,1,buy,trade", "the quote that opens field 2 is not closed")]
    [InlineData("1723075200,\"X\"Y,1,1,buy,trade", "field 2 goes on after its closing quote")]
    public void Read_WrongLine_NamesTheColumn(string line, string wrong)
    {
        const string Before = "time,Symbol,price,qty,side,kind\n1723075200,X:Y,1,1,buy,trade\n";
        RecordingFormatException found = Made.Wrong(() => Made.Open("x", Before + line + "\n1723075200,X:Y,1,1,buy,trade\n"), 1);

        Assert.StartsWith(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal((3, Before.Length), (found.Line, found.Offset));
    }

    [Fact]
    public void Read_ManySymbols_EachWithItsOwnScales()
    {
        string text = "time,symbol,price,size\n" + string.Concat(Enumerable.Range(0, 20_000).Select(n => $"1723075200,X:S{n % 1_000},{n % 1_000}.{n % 7 + 1},{n}\n"));
        using IRecordingReader reader = Made.Open("x", text);
        List<RecordedTick> ticks = Made.ReadAll(reader);

        Assert.Equal((1_000, 20_000), (reader.Instruments.Count, ticks.Count));
        Assert.All(ticks.Index(), tick => Assert.Equal((uint)(tick.Index % 1_000) + 1, tick.Item.Tick.Instrument));
        Assert.Equal(((19_999 % 1_000) * 10) + (19_999 % 7) + 1, ticks[^1].Tick.Price);
    }
}
