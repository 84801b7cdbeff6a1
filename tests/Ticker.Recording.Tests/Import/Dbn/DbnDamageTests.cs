using System.Buffers.Binary;
using Ticker.Recording.Tests.Import.Unpacking;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>Files that are not what they should be: the place is named, and all before it is delivered.</summary>
public class DbnDamageTests
{
    private static readonly byte[] Head = DbnBytes.Metadata(mappings: ("ESH1", [(20201228, 20201229, "5482")]));
    private static readonly byte[] Book = DbnBytes.Book(0x01, 'T', 100_000_000_000, 1, 101_000_000_000, 1, price: 100_000_000_000, size: 1);

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Read_CutAtEveryByte_WholeRecordsDeliveredAndThePlaceNamed(byte version)
    {
        byte[] head = DbnBytes.Metadata(version, mappings: ("ESH1", [(20201228, 20201229, "5482")]));
        byte[] file = [.. head, .. DbnBytes.Trade(1, 1), .. Book, .. DbnBytes.Definition(version, 5482, "ESH1"), .. DbnBytes.Trade(2, 1)];
        int[] ends = [head.Length, head.Length + 48, head.Length + 128, file.Length - 48, file.Length];
        int[] ticks = [0, 1, 3, 3, 4];
        for (int length = 0; length <= file.Length; length++)
        {
            DbnReading reading = DbnReading.Of("cut.dbn", file[..length]);
            int whole = Array.FindLastIndex(ends, end => end <= length);

            Assert.Equal(whole < 0 ? 0 : ticks[whole], reading.Ticks.Count);
            Assert.Equal(Array.IndexOf(ends, length) < 0, reading.Failure is not null);
            if (whole >= 0 && reading.Failure is not null)
            {
                Assert.Equal((ends[whole], 0), (reading.Failure.Offset, reading.Failure.Line));
                Assert.Contains($"cut.dbn, byte {ends[whole]}: ", reading.Failure.Message, StringComparison.Ordinal);
                Assert.Equal(["GLBX:ESH1"], reading.Names.DefaultIfEmpty("GLBX:ESH1"));
            }
        }
    }

    [Fact]
    public void Read_CompressedAndCutAtEveryByte_AnErrorUnlessWhole()
    {
        byte[] stored = [.. ZstdBytes.Compress([.. Head, .. Book]), .. ZstdBytes.Compress([.. DbnBytes.Trade(1, 1), .. DbnBytes.Trade(2, 1)])];
        int first = ZstdBytes.Compress([.. Head, .. Book]).Length;
        for (int length = 0; length <= stored.Length; length++)
        {
            DbnReading reading = DbnReading.Of("cut.dbn.zst", stored[..length]);

            Assert.Equal(length != first && length != stored.Length, reading.Failure is not null);
            Assert.True(length < first || reading.Ticks.Count >= 2);
            Assert.True(length < stored.Length || reading.Ticks.Count == 4);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(255)]
    public void Read_UnknownVersion_SaysWhich(byte version)
    {
        byte[] file = [.. Head, .. Book];
        file[3] = version;

        DbnReading reading = DbnReading.Of("new.dbn", file);

        Assert.Contains($"version {version};", reading.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(0, reading.Failure?.Offset);
    }

    [Theory]
    [InlineData(0U, "cannot be 0 bytes")]
    [InlineData(99U, "cannot be 99 bytes")]
    [InlineData(uint.MaxValue, "cannot be 4294967295 bytes")]
    [InlineData(1_000_000U, "ends within the metadata")]
    [InlineData(100U, "it ends after 0")]
    public void Read_AbsurdLengthOfTheMetadata_Refused(uint length, string what)
    {
        byte[] file = [.. Head, .. Book];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(4), length);

        DbnReading reading = DbnReading.Of("absurd.dbn", file);

        Assert.Contains(what, reading.Failure?.Message, StringComparison.Ordinal);
        Assert.Empty(reading.Ticks);
    }

    /// <summary>The places of the four counts and of the number of intervals.</summary>
    [Theory]
    [InlineData(112, "which are")]
    [InlineData(108, "definition of its schema")]
    [InlineData(187, "bytes follow")]
    [InlineData(195, "bytes follow")]
    public void Read_AbsurdCountInTheMetadata_RefusedWithoutBelievingIt(int at, string what)
    {
        byte[] file = [.. Head, .. Book];
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), uint.MaxValue);
        long before = GC.GetAllocatedBytesForCurrentThread();

        DbnReading reading = DbnReading.Of("absurd.dbn", file);

        Assert.NotNull(reading.Failure);
        Assert.True(what == "which are" || reading.Failure.Message.Contains(what, StringComparison.Ordinal), reading.Failure.Message);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 10_000_000);
    }

    [Theory]
    [InlineData(20201301U)]
    [InlineData(20210229U)]
    [InlineData(0U)]
    [InlineData(99999999U)]
    public void Read_SymbolFromADayThatIsNone_Refused(uint day)
    {
        DbnReading reading = DbnReading.Of(DbnBytes.Metadata(mappings: ("ESH1", [(day, 99999999, "5482")])), Book);

        Assert.Contains($"{day} to", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_LengthBelowTheHeaders_SaysWhere()
    {
        DbnReading reading = DbnReading.Of(Head, Book, [3, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);

        Assert.Equal(2, reading.Ticks.Count);
        Assert.Equal(Head.Length + 80, reading.Failure?.Offset);
        Assert.Contains("12 bytes long", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TwoFilesJoined_SaysWhereTheSecondBegins()
    {
        byte[] stored = [.. ZstdBytes.Compress([.. Head, .. Book]), .. ZstdBytes.Compress([.. Head, .. Book])];

        DbnReading reading = DbnReading.Of("joined.dbn.zst", stored);

        Assert.Equal(2, reading.Ticks.Count);
        Assert.Equal(["GLBX:ESH1"], reading.Names);
        Assert.Equal(Head.Length + Book.Length, reading.Failure?.Offset);
        Assert.Contains("another file's metadata", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NothingButZeros_EndsAtOnce()
    {
        DbnReading reading = DbnReading.Of(Head, new byte[1_000]);

        Assert.Contains("0 bytes long", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_RecordTooShortForItsType_SaysWhich()
    {
        DbnReading reading = DbnReading.Of(Head, DbnBytes.Trade(1, 1), DbnBytes.Record(0x01, 48), Book);

        Assert.Single(reading.Ticks);
        Assert.Equal(Head.Length + 48, reading.Failure?.Offset);
        Assert.Contains("48 bytes long and should be 80", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_000_000_000_000_000_001)]
    [InlineData(-1_000_000_000_000_000_001)]
    [InlineData(long.MinValue)]
    public void Read_PriceThatATickCannotHold_RefusedNotRounded(long price)
    {
        DbnReading reading = DbnReading.Of(Head, DbnBytes.Trade(1, 1), DbnBytes.Trade(price, 1));

        Assert.Single(reading.Ticks);
        Assert.Contains("out of range", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_TimeThatIsNone_Refused()
    {
        DbnReading reading = DbnReading.Of(Head, DbnBytes.Trade(1, 1, happened: ulong.MaxValue - 1, received: DbnBytes.Day1));

        Assert.Contains("the time 18446744073709551614", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AfterAnError_TheSameErrorAgain()
    {
        using var reader = (Ticker.Recording.Import.Dbn.DbnReader)Ticker.Recording.Import.RecordingFormats.Open(
            "cut.dbn", () => new MemoryStream([.. Head, .. Book[..20]]));

        var first = Assert.Throws<RecordingFormatException>(() => reader.Read(out _));
        Assert.Same(first, Assert.Throws<RecordingFormatException>(() => reader.Read(out _)));
    }

    [Fact]
    public void Open_OldFormat_SaysWhatItIs()
    {
        byte[] stored = [0x50, 0x2A, 0x4D, 0x18, 10, 0, 0, 0, .. "DBZ\u0001GLBX.M"u8, .. ZstdBytes.Compress(Book)];

        Assert.Contains("this is DBZ", DbnReading.Of("old.dbz", stored).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_AnotherFormat_SaysSo()
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, "time,price\n1,2\n");

            Assert.Contains("not Databento DBN", Assert.Throws<RecordingFormatException>(() => Ticker.Recording.Import.Dbn.DbnReader.Open(path)).Message, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Open_Cancelled_EndsTheFirstReading()
    {
        byte[] file = [.. Head, .. Enumerable.Repeat(DbnBytes.Trade(1, 1), 70_000).SelectMany(trade => trade)];
        using var cancelled = new CancellationTokenSource();
        var opening = new Ticker.Recording.Import.RecordingOpening { Cancelled = cancelled.Token, Progress = _ => cancelled.Cancel() };

        Assert.Equal(70_000, DbnReading.Of("made.dbn", file, opening).Ticks.Count);
        Assert.ThrowsAny<OperationCanceledException>(() => DbnReading.Of("made.dbn", file, opening));
    }
}
