using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>Whatever the bytes are: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class IexFuzzTests
{
    private static readonly Arbitrary<byte[]> AnyBytes = ArbMap.Default.ArbFor<byte[]>();

    [Fact]
    public void Read_AnyBytesInAPacket_NothingButTicksAndAFormatError() =>
        Prop.ForAll(AnyBytes, bytes => AnyRecording.IsReadOrRefused(
            CaptureBytes.Pcap(false, false, [SampleFiles.IexPackets[0], (IexBytes.Noon, bytes), (IexBytes.Noon, IexBytes.Packet(IexBytes.Segment(4, [[1, .. bytes]])))])))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(400));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Read_AnyBytesChanged_NothingButTicksAndAFormatError(bool next, bool big)
    {
        byte[] whole = next ? CaptureBytes.Pcapng(big, 9, SampleFiles.IexPackets) : CaptureBytes.Pcap(big, true, SampleFiles.IexPackets);
        Prop.ForAll(AnyRecording.ChangesOf(whole.Length), changes => AnyRecording.IsReadOrRefused(AnyRecording.Changed(whole, changes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2_000));
    }

    [SharedFeedsFact]
    public void Read_AnyBytesOfARealFileChanged_NothingButTicksAndAFormatError()
    {
        byte[] real = File.ReadAllBytes(SharedFeeds.PathOf("iex-tops/TOPS16.pcapng.gz"))[..20_000];
        Prop.ForAll(AnyRecording.ChangesOf(real.Length), changes => AnyRecording.IsReadOrRefused(AnyRecording.Changed(real, changes)))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(300));
    }
}
