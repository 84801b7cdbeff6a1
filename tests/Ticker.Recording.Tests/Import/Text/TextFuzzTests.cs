using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Recording.Tests.Import.Text;

/// <summary>Whatever a text is: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class TextFuzzTests
{
    // What texts are made of, and what breaks them.
    private static readonly string[] Words =
    [
        ",", ",", ",", ",", "\n", "\n", "\r\n", ";", "\t", "\"", ".", "-", "e", "e-7", " ", ":", "0", "1", "7", "61659.70", "1e30", "1e-13", "99999999999999999999", "0.0000000000001",
        "1723075200", "1723075200000", "1723075200000000000", "2024-08-08T00:00:00Z", "86399999", "true", "false", "True", "buy", "sell", "bid", "ask", "quote", "trade", "status", "halted",
        "X:Y", "XLON", "time", "symbol", "price", "size", "bid_price", "ask_price", "exchange", "timestamp", "local_timestamp", "\0", "\u00FF", "\uFEFF", "{\"data\":{", "}",
    ];

    private static readonly Gen<(string Name, string Text)> AnyFile = Gen.Elements(SampleFiles.Texts);

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
        (string Name, byte[] Stored)[] packed = [.. SampleFiles.Texts.Select(file => (rename(file.Name), pack(file.Text)))];
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
