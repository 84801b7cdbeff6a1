using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>Whatever the bytes are: ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory.</summary>
public class IexFuzzTests
{
    private static readonly (long Time, byte[] Packet)[] Packets =
    [
        (IexBytes.Noon, IexBytes.Packet(1, IexBytes.Directory("AAPL", 100, 5), IexBytes.Status("AAPL", 'T'), IexBytes.Quote("AAPL", 1, 10, 20, 1))),
        (IexBytes.Noon, IexBytes.Packet(IexBytes.Segment(4, [IexBytes.Trade("IBM", 1, 10, 9)]), tags: 1)), (IexBytes.Noon, IexBytes.Packet(5)),
        (IexBytes.Noon, IexBytes.Packet(5, IexBytes.Quote("IBM", 1, 10, 20, 1), IexBytes.OperationalHalt("IBM", true))),
    ];

    private static readonly Arbitrary<byte[]> AnyBytes = ArbMap.Default.ArbFor<byte[]>();

    [Fact]
    public void Read_AnyBytesInAPacket_NothingButTicksAndAFormatError() =>
        Prop.ForAll(AnyBytes, bytes => AnyRecording.IsReadOrRefused(
            CaptureBytes.Pcap(false, false, [Packets[0], (IexBytes.Noon, bytes), (IexBytes.Noon, IexBytes.Packet(IexBytes.Segment(4, [[1, .. bytes]])))])))
            .Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(400));

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Read_AnyBytesChanged_NothingButTicksAndAFormatError(bool next, bool big)
    {
        byte[] whole = next ? CaptureBytes.Pcapng(big, 9, Packets) : CaptureBytes.Pcap(big, true, Packets);
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
