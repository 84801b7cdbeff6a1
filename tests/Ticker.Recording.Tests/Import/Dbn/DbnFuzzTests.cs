using FsCheck;
using FsCheck.Fluent;
using Ticker.Recording.Tests.Import.Unpacking;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>Whatever the bytes are: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class DbnFuzzTests
{
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
        Prop.ForAll(AnyRecording.ChangesOf(SampleFiles.Dbn.Length), changes => AnyRecording.IsReadOrRefused(AnyRecording.Changed(SampleFiles.Dbn, changes))).Check(Config.QuickThrowOnFailure.WithMaxTest(5_000));

    [Fact]
    public void Read_AnyCompressedBytesChanged_NothingButTicksAndAFormatError()
    {
        byte[] stored = ZstdBytes.Compress(SampleFiles.Dbn);
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
