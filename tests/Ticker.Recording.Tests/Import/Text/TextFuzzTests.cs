using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Recording.Tests.Import.Text;

/// <summary>Whatever a text is: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class TextFuzzTests
{
    // A name and a content for each kind of text.
    private static readonly (string Name, string Text)[] Files =
    [
        ("tardis_quotes.csv", "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nftx,A/B,1000001,1000002,1.5,2e-7,1.9e-7,3\nftx,A/C,1000003,1000003,,,0.0000001,3.250\n"),
        ("tardis_trades.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\na,X,1,2,7,buy,1.25,1\na,Y,1,3,8-a,sell,100,0.001\n"),
        ("tardis_levels.csv", "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nd,P,10,11,true,bid,99,5\nd,P,10,11,true,ask,101,7\nd,Q,20,21,false,bid,97,1\nd,P,30,31,false,bid,99,0\n"),
        ("BTCUSDT-trades-2024-08-08.csv", "28457,4261.48000000,0.07500000,319.61100000,1502942429000,True,True\n28458,4261.48,0.925,3941.86,1735689600123456,False,True\n"),
        ("BTCUSDT-bookTicker-2024-08-08.csv", "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,61659.70,1.486,61659.80,0.981,1723075200005,1723075200009\n"),
        ("forex/oanda/tick/eurusd/20140508_quote.csv", "17007,1.39147,1.39148\r\n17264.5,1.39147,1.39149\r\n"),
        ("equity/usa/tick/aig/20131007_trade.csv", "14400000,490900,100,P,80,0\n14400001.25,490950,5,T,,1\n"),
        ("equity/usa/tick/aig/20131103_quote.csv", "0,490900,3,0,0,P,1,0\n1,0,0,491000,4,P,1,0\n36000000,490800,9,0,0,T,1,0\n"),
        ("ticks.csv", "time,kind,symbol,bid,bid_size,ask,price,size,side,trade_id,state,flags\n2024-08-08T00:00:00.5+01:00,quote,X:Y,1.5,2,1.75,,,,,,1\n1723075200.25,trade,X:Y,,,,\"1.5\",3,buy,x,,\n1723075200000,status,Z:Y,,,,,,,,halted,\n"),
        ("dates.csv", "date;time;symbol;price;qty\n2024/08/08;01:02:03.5;A;1;2\n20240808;01:02:04;A;1e-3;2\n"),
        ("raw.gz", Binance.RawText.SpotQuote + "\n" + Binance.RawText.SpotTrade + "\n" + Binance.RawText.BookSnapshot + "\n"),
    ];

    // What texts are made of, and what breaks them.
    private static readonly string[] Words =
    [
        ",", ",", ",", ",", "\n", "\n", "\r\n", ";", "\t", "\"", ".", "-", "e", "e-7", " ", ":", "0", "1", "7", "61659.70", "1e30", "1e-13", "99999999999999999999", "0.0000000000001",
        "1723075200", "1723075200000", "1723075200000000000", "2024-08-08T00:00:00Z", "86399999", "true", "false", "True", "buy", "sell", "bid", "ask", "quote", "trade", "status", "halted",
        "X:Y", "XLON", "time", "symbol", "price", "size", "bid_price", "ask_price", "exchange", "timestamp", "local_timestamp", "\0", "\u00FF", "\uFEFF", "{\"data\":{", "}",
    ];

    private static readonly Gen<(string Name, string Text)> AnyFile = Gen.Elements(Files);

    [Fact]
    public void Read_AnyBytes_NothingButTicksAndAFormatError() =>
        Prop.ForAll(
            Arb.From(AnyFile), ArbMap.Default.ArbFor<byte[]>(), (file, bytes) => AnyRecording.IsReadOrRefused(bytes, file.Name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(300));

    [Fact]
    public void Read_AnyWords_NothingButTicksAndAFormatError() =>
        Prop.ForAll(
            Arb.From(AnyFile), Arb.From(Gen.Elements(Words).ArrayOf()), (file, words) => AnyRecording.IsReadOrRefused(Encoding.UTF8.GetBytes(string.Concat(words)), file.Name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(4_000).WithEndSize(100));

    [Fact]
    public void Read_AnyWordsBehindAGoodBeginning_NothingButTicksAndAFormatError() =>
        Prop.ForAll(
            Arb.From(AnyFile), Arb.From(Gen.Elements(Words).ArrayOf()), (file, words) => AnyRecording.IsReadOrRefused(Encoding.UTF8.GetBytes(file.Text + string.Concat(words)), file.Name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(8_000).WithEndSize(60));

    [Fact]
    public void Read_AnyWordInPlaceOfAField_NothingButTicksAndAFormatError()
    {
        Gen<(string Name, string Text)> gen =
            from file in AnyFile
            from word in Gen.Elements(Words)
            from at in Gen.Choose(0, file.Text.Length - 1)
            select (file.Name, Replaced(file.Text, at, word));
        Prop.ForAll(Arb.From(gen), made => AnyRecording.IsReadOrRefused(Encoding.UTF8.GetBytes(made.Text), made.Name)).Check(Config.QuickThrowOnFailure.WithMaxTest(8_000));
    }

    [Fact]
    public void Read_AnyBytesChanged_NothingButTicksAndAFormatError() => CheckChanges(text => Encoding.UTF8.GetBytes(text), name => name, 5_000);

    [Fact]
    public void Read_AnyBytesOfGzipChanged_NothingButTicksAndAFormatError() => CheckChanges(Made.Gzip, name => name, 5_000);

    [Fact]
    public void Read_AnyBytesOfAZipChanged_NothingButTicksAndAFormatError() =>
        CheckChanges(text => Made.Zip(("20131007_aig_trade_tick.csv", text), ("X-trades.csv", text)), name => Path.ChangeExtension(name, ".zip"), 8_000);

    private static void CheckChanges(Func<string, byte[]> pack, Func<string, string> rename, int tests)
    {
        (string Name, byte[] Stored)[] packed = [.. Files.Select(file => (rename(file.Name), pack(file.Text)))];
        Gen<(int File, ByteChange[] Changes)> gen =
            from file in Gen.Choose(0, packed.Length - 1)
            from changes in AnyRecording.ChangesOf(packed[file].Stored.Length).Generator
            select (file, changes);
        Prop.ForAll(Arb.From(gen), made => AnyRecording.IsReadOrRefused(AnyRecording.Changed(packed[made.File].Stored, made.Changes), packed[made.File].Name))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(tests));
    }

    // The field that a place is in, replaced.
    private static string Replaced(string text, int at, string word)
    {
        char[] ends = [',', ';', '\n'];
        int start = text.LastIndexOfAny(ends, at) + 1;
        int end = text.IndexOfAny(ends, at);
        return string.Concat(text.AsSpan(0, Math.Min(start, at)), word, end < 0 ? "" : text.AsSpan(end));
    }
}
