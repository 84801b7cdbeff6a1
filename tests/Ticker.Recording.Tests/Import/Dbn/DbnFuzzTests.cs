using FsCheck;
using FsCheck.Fluent;
using Ticker.Recording.Tests.Import.Unpacking;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>Whatever the bytes are: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class DbnFuzzTests
{
    private static readonly byte[] Whole =
    [
        .. DbnBytes.Metadata(schema: 0xFFFF, mappings: [("ESH1", [(20201228, 20201229, "5482"), (20201229, 20201230, "99")]), ("CLG1", [(20201228, 20201229, "7")])]),
        .. DbnBytes.Mapping(3, 5482, "ES.c.0", "ESH1"), .. DbnBytes.Definition(3, 7, "CLG1"),
        .. DbnBytes.Book(0x01, 'T', 100, 1, 101, 1, price: 100, size: 1), .. DbnBytes.Trade(5, 1, id: 7), .. DbnBytes.Status(8),
        .. DbnBytes.Book(0xC3, 'A', 100, 1, 101, 1), .. DbnBytes.Record(0x17, 320), .. DbnBytes.Book(0x0A, 'A', 100, 1, 101, 1, received: DbnBytes.Day2),
    ];

    private static readonly Arbitrary<byte[]> AnyBytes = ArbMap.Default.ArbFor<byte[]>();

    [Fact]
    public void Read_AnyBytes_NothingButTicksAndAFormatError() =>
        Prop.ForAll(AnyBytes, AnyRecording.IsReadOrRefused).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(400));

    [Fact]
    public void Read_AnyBytesBehindTheMetadata_NothingButTicksAndAFormatError()
    {
        byte[] head = DbnBytes.Metadata();
        Prop.ForAll(AnyBytes, bytes => AnyRecording.IsReadOrRefused([.. head, .. bytes])).Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(400));
    }

    [Fact]
    public void Read_AnyBytesAsMetadata_NothingButTicksAndAFormatError() =>
        Prop.ForAll(AnyBytes, bytes => AnyRecording.IsReadOrRefused([.. "DBN"u8, (byte)(1 + (bytes.Length % 3)), .. BitConverter.GetBytes(bytes.Length + 100), .. new byte[100], .. bytes]))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000).WithEndSize(400));

    [Fact]
    public void Read_AnyBytesChanged_NothingButTicksAndAFormatError() =>
        Prop.ForAll(AnyRecording.ChangesOf(Whole.Length), changes => AnyRecording.IsReadOrRefused(AnyRecording.Changed(Whole, changes))).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Read_AnyCompressedBytesChanged_NothingButTicksAndAFormatError()
    {
        byte[] stored = ZstdBytes.Compress(Whole);
        Prop.ForAll(AnyRecording.ChangesOf(stored.Length), changes => AnyRecording.IsReadOrRefused(AnyRecording.Changed(stored, changes))).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));
    }

    [SharedFeedsFact]
    public void Read_AnyBytesOfRealFilesChanged_NothingButTicksAndAFormatError()
    {
        byte[][] files = [.. Directory.GetFiles(SharedFeeds.PathOf("databento-dbn")).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)];
        Gen<(int File, ByteChange[] Changes)> gen =
            from file in Gen.Choose(0, files.Length - 1)
            from changes in AnyRecording.ChangesOf(files[file].Length).Generator
            select (file, changes);
        Prop.ForAll(Arb.From(gen), made => AnyRecording.IsReadOrRefused(AnyRecording.Changed(files[made.File], made.Changes))).Check(Config.QuickThrowOnFailure.WithMaxTest(8_000));
    }
}
