using System.Buffers.Binary;
using System.IO.Pipes;
using System.Text;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import;

/// <summary>What a file is is told by its content, however it is called and packed.</summary>
public class RecordingFormatsTests
{
    private const string Csv = "time,symbol,price,size\n1723075200,X:Y,1.5,1\n1723075201,X:Y,1.25,2\n";

    private static readonly string[] Ticks = ["X:Y 1 @ 1.5 None 0 1723075200000000000 1723075200000000000", "X:Y 2 @ 1.25 None 0 1723075201000000000 1723075201000000000"];

    [Fact]
    public void Open_PackedInAnyWay_TheSameTicks()
    {
        byte[] gzip = Made.Gzip(Csv);
        byte[][] packed =
        [
            Encoding.UTF8.GetBytes(Csv), gzip, Binance.RawText.Gzip(gzip), Made.Zip(("a.csv", Csv)),
            Encoding.UTF8.GetBytes("\uFEFF" + Csv.Replace("\n", "\r\n", StringComparison.Ordinal)), [.. gzip, .. Made.Gzip("1723075202,X:Y,1.5,1\n")],
        ];
        for (int way = 0; way < packed.Length; way++)
        {
            using IRecordingReader reader = Made.Open("btcusdt_20240808.dbn.zst", packed[way]);

            Assert.Equal(Ticks, Made.Lines(reader)[..2]);
            Assert.True(reader.Length == reader.BytesRead, $"way {way}: {reader.BytesRead} of {reader.Length}");
        }
    }

    [Fact]
    public void Open_GzipFileInAZip_Unpacked()
    {
        using var archive = new MemoryStream();
        using (var zip = new System.IO.Compression.ZipArchive(archive, System.IO.Compression.ZipArchiveMode.Create, leaveOpen: true))
        using (Stream entry = zip.CreateEntry("folder/a.csv.gz").Open())
        {
            entry.Write(Made.Gzip(Csv));
        }

        using IRecordingReader reader = Made.Open("a.zip", archive.ToArray());

        Assert.Equal(Ticks, Made.Lines(reader));
    }

    [Fact]
    public void Open_ZipOfSeveral_OneRecordingInTheOrderOfTimes()
    {
        byte[] zip = Made.Zip(
            ("b.csv", "time,symbol,price,size\n1723075205,X:Z,5,1\n1723075200,X:Z,6,1\n"), ("folder/", ""), ("a.csv", Csv));
        using IRecordingReader reader = Made.Open("both.zip", zip);

        Assert.Equal(["X:Y", "X:Z"], reader.Instruments.Select(instrument => instrument.FullName));
        Assert.Equal(["X:Y 1 @ 1.5", "X:Y 2 @ 1.25", "X:Z 1 @ 5", "X:Z 1 @ 6"], Made.Lines(reader).Select(line => line.Split(" None")[0]));
        Assert.Equal(reader.Length, reader.BytesRead);
    }

    [Fact]
    public void Open_ZipOfSeveralOneOfThemForeign_SaysWhich()
    {
        RecordingFormatException wrong = Made.Wrong(() => Made.Open("both.zip", Made.Zip(("a.csv", Csv), ("readme.txt", "Dear reader,"))), 0);

        Assert.Equal("both.zip/readme.txt", wrong.File);
        Assert.StartsWith("it begins with 'Dear reader,'; a recording is one of: Databento DBN, ", wrong.Wrong, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "the file is empty")]
    [InlineData("Hello,\nworld", "it begins with 'Hello,'; a recording is one of: ")]
    [InlineData("<?xml version='1.0' encoding='utf-8'?><html><head><title>Not found</title></head></html>", "it begins with '<?xml version='1.0' encoding='utf-8'?><html><head><title>Not")]
    [InlineData("\0\u0001PARQUET", "it begins with the bytes 0001504152515545")]
    [InlineData("{\"a\":1}", "it begins with '{\"a\":1}'")]
    [InlineData("time,open,high,low,close\n1,2,3,4,5\n", "it begins with 'time,open,high,low,close'")]
    public void Open_OfNoKnownFormat_SaysWhatItIsInsteadAndWhatIsKnown(string text, string wrong)
    {
        RecordingFormatException found = Made.Wrong(() => Made.Open("x.dbn", text), 0);

        Assert.StartsWith(wrong, found.Wrong, StringComparison.Ordinal);
        Assert.Equal(("x.dbn", 0, 0, $"x.dbn: {found.Wrong}"), (found.File, found.Line, found.Offset, found.Message));
        Assert.All(text.Length == 0 ? [] : RecordingFormats.Names, name => Assert.Contains(name, found.Wrong, StringComparison.Ordinal));
    }

    [Fact]
    public void Open_EmptyZip_SaysSo()
    {
        Assert.Equal("the zip archive holds no file", Made.Wrong(() => Made.Open("x.zip", Made.Zip()), 0).Wrong);
        Assert.Equal("the zip archive holds no file", Made.Wrong(() => Made.Open("x.zip", Made.Zip(("folder/", ""))), 0).Wrong);
    }

    [Fact]
    public void Open_ZipOfTooMany_Refused() =>
        Assert.Contains("holds 300 files; at most 256", Made.Wrong(() => Made.Open("x.zip", Made.Zip([.. Enumerable.Range(0, 300).Select(n => ($"{n}.csv", Csv))])), 0).Wrong, StringComparison.Ordinal);

    [Fact]
    public void Open_ZipOfAnEmptyFile_NoTicks()
    {
        using IRecordingReader reader = Made.Open("x.zip", Made.Zip(("a.csv", "")));

        Assert.Empty(reader.Instruments);
        Assert.False(reader.Read(out _));
    }

    [Fact]
    public void Open_GzipCutBeforeItsFirstByte_SaysSo() =>
        Assert.Contains("damaged or ends too early", Made.Wrong(() => Made.Open("x.gz", Made.Gzip(Csv)[..12]), 0).Wrong, StringComparison.Ordinal);

    [Fact]
    public void Read_ZipCutAnywhere_WholeLinesBeforeTheCutAndThenTheError()
    {
        string text = "time,symbol,price,size\n" + string.Concat(Enumerable.Range(1, 3_000).Select(n => $"17230752{n % 90 + 10},X:Y,{n * 7919 % 3001}.5,{n}\n"));
        byte[] whole = Made.Zip(("a.csv", text));
        int before = 0;
        for (int length = 60; length < whole.Length; length += 1 + (length / 12))
        {
            int read = 0;
            RecordingFormatException wrong = Assert.Throws<RecordingFormatException>(() =>
            {
                using IRecordingReader reader = Made.Open("x.zip", whole[..length]);
                for (; reader.Read(out RecordedTick tick); read++)
                {
                    Assert.Equal(read + 1, tick.Tick.Size);
                }
            });
            Assert.True(read >= before, $"{read} of {length} bytes, {before} of fewer");
            Assert.Equal("x.zip/a.csv", wrong.File);
            before = read;
        }

        Assert.InRange(before, 2_000, 3_000);

        // Only the directory at the end is missing.
        Assert.Contains("compressed data is damaged or ends too early", Made.Wrong(() => Made.Open("x.zip", whole[..^1]), 3_000).Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_ZipWithAWrongChecksum_AllTicksAndThenTheError()
    {
        byte[] zip = Made.Zip(("a.csv", Csv));
        int directory = zip.AsSpan().LastIndexOf("PK\u0001\u0002"u8);
        uint checksum = BinaryPrimitives.ReadUInt32LittleEndian(zip.AsSpan(directory + 16));
        BinaryPrimitives.WriteUInt32LittleEndian(zip.AsSpan(directory + 16), checksum ^ 1);

        Assert.Contains("compressed data is damaged", Made.Wrong(() => Made.Open("x.zip", zip), 2).Wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_MissingFile_FileNotFound() =>
        Assert.Throws<FileNotFoundException>(() => RecordingFormats.Open(Path.Combine(Path.GetTempPath(), "there is no such recording.zip")));

    [Fact]
    public void Open_Pipe_SaysThatItMustBeAFile()
    {
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);

        IOException told = Assert.Throws<IOException>(() => RecordingFormats.Open($"/proc/self/fd/{pipe.GetClientHandleAsString()}"));
        Assert.Contains("it is a pipe or a device", told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_TwoFormatsInOneFile_TheFirstLineThatIsNotOfTheFirstFormatIsWrong()
    {
        RecordingFormatException wrong = Made.Wrong(() => Made.Open("x", Binance.RawText.SpotQuote + "\n" + Csv), 1);

        Assert.Equal(2, wrong.Line);
        Assert.Contains("a line begins with the receive time", wrong.Wrong, StringComparison.Ordinal);
    }
}
