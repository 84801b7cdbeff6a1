using System.Text;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Binance;

namespace Ticker.Recording.Tests.Import.Binance;

public class BinanceRawErrorTests
{
    [Fact]
    public void Open_EmptyFile_SaysSo()
    {
        AssertWrong(() => RawText.OpenBytes([]), 1, 0, "the file is empty");
        AssertWrong(() => RawText.OpenBytes(RawText.Gzip([])), 1, 0, "the file is empty");
    }

    [Fact]
    public void Open_NoQuoteAndNoTrade_SaysSo()
    {
        AssertWrong(() => RawText.Open(RawText.DepthUpdate, RawText.BookSnapshot), 2, RawText.DepthUpdate.Length + 1, "without a quote or a trade");
    }

    [Theory]
    [InlineData("timestamp,bid,ask")]
    [InlineData("{\"stream\":\"x\",\"data\":{}}")]
    [InlineData("1700000000000000001")]
    [InlineData("1700000000000000001 ")]
    [InlineData("1700000000000000001{}")]
    [InlineData("-5 {}")]
    [InlineData("0 {}")]
    [InlineData("99999999999999999999 {}")]
    [InlineData("\0\u0001\u0002")]
    public void Open_AnotherFormat_SaysSo(string line)
    {
        AssertWrong(() => RawText.Open(line), 1, 0, "not a Binance raw recording");
    }

    [Fact]
    public void Open_MissingFile_FileNotFound()
    {
        Assert.Throws<FileNotFoundException>(() => BinanceRawReader.Open(Path.Combine(Path.GetTempPath(), "there is no such recording.gz")));
    }

    [Theory]
    [InlineData("""1700000000000000002 {"stream":"x","data":{"s":"XRPUSDT","b":"1" """, "JSON is broken")]
    [InlineData("""1700000000000000002 {"stream":"x","data":{}} x""", "JSON is broken")]
    [InlineData("""1700000000000000002 {"stream":"x","data":{}}{}""", "JSON is broken")]
    [InlineData("""1700000000000000002 ["stream"]""", "JSON is broken")]
    [InlineData("""1700000000000000002 hello""", "JSON is broken")]
    [InlineData("""17000000000000000x2 {}""", "a line begins with")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","B":"1","a":"1.123456789","A":"1"}}""", "ask price '1.123456789' has more than 8 decimals")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"10000000001","B":"1","a":"2","A":"1"}}""", "bid price '10000000001' is out of range")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","B":"-1","a":"2","A":"1"}}""", "bid size '-1' is negative")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1e5","B":"1","a":"2","A":"1"}}""", "bid price '1e5' is not a decimal number")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"NaN","B":"1","a":"2","A":"1"}}""", "bid price 'NaN' is not a decimal number")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","a":"2","A":"1"}}""", "bid size is missing")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","B":1,"a":"2","A":"1"}}""", "bid size is missing")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","B":"1","a":"2","A":"1","T":99999999999999}}""", "'99999999999999' is not one in milliseconds")]
    [InlineData("""1700000000000000002 {"data":{"s":"XRPUSDT","b":"1","B":"1","a":"2","A":"1","T":-4}}""", "'-4' is not one in milliseconds")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"XRPUSDT","t":1,"p":"1","q":"1","m":true}}""", "'' is not one in milliseconds")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"XRPUSDT","t":18446744073709551616,"p":"1","q":"1","T":5,"m":true}}""", "no id")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"XRPUSDT","p":"1","q":"1","T":5,"m":true}}""", "no id")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"XRPUSDT","t":1,"p":"1","q":"1","T":5}}""", "who the maker was")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"XRPUSDT","t":1,"q":"1","T":5,"m":true}}""", "the price is missing")]
    [InlineData("""1700000000000000002 {"data":{"e":"trade","s":"ETHUSDT","t":1,"p":"1","q":"1","T":5,"m":true}}""", "the symbol is ETHUSDT; until here it was XRPUSDT")]
    public void Read_WrongLine_AllBeforeItAndThenItsNumber(string line, string wrong)
    {
        using BinanceRawReader reader = RawText.Open(RawText.SpotQuote, RawText.DepthUpdate, line, RawText.SpotQuote);

        Assert.True(reader.Read(out RecordedTick tick));
        Assert.Equal(1UL, tick.Tick.Sequence);
        AssertWrong(() => reader.Read(out _), 3, RawText.SpotQuote.Length + RawText.DepthUpdate.Length + 2, wrong);

        // It stays so.
        AssertWrong(() => reader.Read(out _), 3, RawText.SpotQuote.Length + RawText.DepthUpdate.Length + 2, wrong);
    }

    [Theory]
    [InlineData("", "the symbol is empty")]
    [InlineData("A\\nB", "control character")]
    [InlineData("A*B", "kept for patterns")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789", "longer than 64 bytes")]
    public void Open_OddSymbol_SaysWhatIsOdd(string symbol, string wrong)
    {
        AssertWrong(() => RawText.Open(RawText.DepthUpdate, RawText.SpotQuote.Replace("XRPUSDT", symbol, StringComparison.Ordinal)), 2, RawText.DepthUpdate.Length + 1, wrong);
    }

    [Fact]
    public void Open_SymbolOfBrokenUtf8_SaysSo()
    {
        byte[] line = Encoding.Latin1.GetBytes(RawText.SpotQuote.Replace("XRPUSDT", "XRP\u00FF", StringComparison.Ordinal));

        AssertWrong(() => RawText.OpenBytes(line), 1, 0, "not valid Unicode");
    }

    [Fact]
    public void Open_IllegalVenue_SaysSo()
    {
        AssertWrong(() => RawText.OpenBytes(Encoding.UTF8.GetBytes(RawText.SpotQuote), "A:B"), 1, 0, "a venue holds no colon");
    }

    [Fact]
    public void Read_GzipCutAnywhere_AllWholeLinesBeforeTheCutAndThenTheLine()
    {
        string[] lines = [.. Enumerable.Range(0, 400).Select(n => RawText.SpotQuote.Replace("0001 ", $"{n + 1:D4} ", StringComparison.Ordinal).Replace("25.0", $"{n * 7919 % 997}.0", StringComparison.Ordinal))];
        byte[] whole = RawText.Gzip(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        long before = 0;
        for (int length = 11; length < whole.Length; length += 1 + (length / 40))
        {
            long read = 0;
            RecordingFormatException wrong = Assert.Throws<RecordingFormatException>(() =>
            {
                using BinanceRawReader reader = RawText.OpenBytes(whole[..length]);
                for (; reader.Read(out RecordedTick tick); read++)
                {
                    Assert.Equal((ulong)read + 1, tick.Tick.Sequence);
                }
            });
            Assert.Equal("the compressed data is damaged or ends too early", wrong.Wrong);
            Assert.True(wrong.Line == read + 1, $"line {wrong.Line} after {read} ticks");
            Assert.True(read >= before);
            before = read;
        }

        Assert.Equal(400, before);
    }

    [Fact]
    public void Read_PlainTextCut_TheLastLineIsWrong()
    {
        byte[] text = Encoding.UTF8.GetBytes(RawText.SpotQuote + "\n" + RawText.SpotTrade);
        using BinanceRawReader reader = RawText.OpenBytes(text[..^5]);

        Assert.True(reader.Read(out _));
        AssertWrong(() => reader.Read(out _), 2, RawText.SpotQuote.Length + 1, "JSON is broken");
    }

    [Fact]
    public void Read_LineWithoutEnd_StopsAtTheLimit()
    {
        byte[] text = [.. Encoding.UTF8.GetBytes(RawText.SpotQuote + "\n"), .. new byte[(17 * 1024 * 1024)]];
        using BinanceRawReader reader = RawText.OpenBytes(RawText.Gzip(text));

        Assert.True(reader.Read(out _));
        AssertWrong(() => reader.Read(out _), 2, RawText.SpotQuote.Length + 1, "longer than 8388608 bytes");
    }

    [Fact]
    public void Read_LongLine_WithinTheLimit()
    {
        string padding = new(' ', 3_000_000);
        using BinanceRawReader reader = RawText.Open(RawText.SpotQuote.Replace("{\"u\"", "{" + padding + "\"u\"", StringComparison.Ordinal), RawText.SpotTrade);

        Assert.Equal(2, RawText.ReadAll(reader).Count);
    }

    [Fact]
    public void Read_AnyDamage_AFormatErrorOrTicksNeverAnythingElse()
    {
        byte[] whole = Encoding.UTF8.GetBytes(string.Join('\n', RawText.SpotQuote, RawText.SpotTrade, RawText.DepthUpdate, RawText.BookSnapshot, RawText.SpotTrade) + "\n");
        var random = new Random(20_240_808);
        int failures = 0;
        for (int run = 0; run < 20_000; run++)
        {
            byte[] damaged = [.. whole];
            for (int hits = random.Next(1, 4); hits > 0; hits--)
            {
                damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
            }

            try
            {
                using BinanceRawReader reader = RawText.OpenBytes(damaged[..random.Next(damaged.Length / 2, damaged.Length + 1)]);
                RawText.ReadAll(reader);
            }
            catch (RecordingFormatException wrong)
            {
                failures++;
                Assert.InRange(wrong.Line, 1, 10);
                Assert.StartsWith($"made.gz, line {wrong.Line} (byte {wrong.Offset}): {wrong.Wrong}", wrong.Message, StringComparison.Ordinal);
            }
        }

        Assert.InRange(failures, 5_000, 19_999);
    }

    private static void AssertWrong(Action act, long line, long offset, string wrong)
    {
        RecordingFormatException found = Assert.Throws<RecordingFormatException>(act);
        Assert.Contains(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal(("made.gz", line, offset), (found.File, found.Line, found.Offset));
    }

    private static void AssertWrong(Func<object> act, long line, long offset, string wrong) => AssertWrong(() => { act(); }, line, offset, wrong);
}
