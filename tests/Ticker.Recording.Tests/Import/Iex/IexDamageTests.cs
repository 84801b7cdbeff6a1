using System.Buffers.Binary;
using Ticker.Recording.Tests.Import.Binance;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>Captures that are not what they should be: the place is named, and all before it is delivered.</summary>
public class IexDamageTests
{
    private static readonly byte[] Quote = IexBytes.Quote("AAPL", 100, 1_500_000, 1_500_100, 300);
    private static readonly (long Time, byte[] Packet)[] Packets = [(IexBytes.Noon, IexBytes.Packet(1, Quote, Quote)), (IexBytes.Noon, IexBytes.Packet(3)), (IexBytes.Noon, IexBytes.Packet(3, Quote))];

    [Fact]
    public void Read_PcapCutAtEveryByte_WholePacketsDeliveredAndThePlaceNamed()
    {
        byte[] file = CaptureBytes.Pcap(false, false, Packets);
        int[] ends = [24, 24 + 16 + Packets[0].Packet.Length, 24 + 32 + Packets[0].Packet.Length + Packets[1].Packet.Length, file.Length];
        int[] ticks = [0, 2, 2, 3];
        for (int length = 0; length <= file.Length; length++)
        {
            IexReading reading = IexReading.Of(file[..length], name: "cut.pcap");
            int whole = Array.FindLastIndex(ends, end => end <= length);

            Assert.Equal(whole < 0 ? 0 : ticks[whole], reading.Ticks.Count);
            Assert.Equal(Array.IndexOf(ends, length) < 1, reading.Failure is not null);
            if (whole > 0 && reading.Failure is not null)
            {
                Assert.Equal(ends[whole], reading.Failure.Offset);
            }
        }
    }

    [Fact]
    public void Read_PcapngCutAtEveryByte_NothingButWholePackets()
    {
        byte[] file = CaptureBytes.Pcapng(true, 9, Packets);
        int last = -1;
        for (int length = 0; length <= file.Length; length++)
        {
            IexReading reading = IexReading.Of(file[..length], name: "cut.pcapng");

            Assert.True(reading.Ticks.Count >= last && reading.Ticks.Count <= 3);
            Assert.True(reading.Failure is not null || length == file.Length || reading.Ticks.Count == 2);
            last = reading.Ticks.Count;
        }

        Assert.Equal(3, last);
    }

    [Fact]
    public void Read_GzipCutAtEveryByte_AnErrorUnlessWhole()
    {
        byte[] stored = RawText.Gzip(CaptureBytes.Pcap(false, false, Packets));
        for (int length = 0; length <= stored.Length; length++)
        {
            IexReading reading = IexReading.Of(stored[..length], name: "cut.pcap.gz");

            Assert.Equal(length < stored.Length, reading.Failure is not null);
        }
    }

    [Fact]
    public void Open_Deep_SaysThatItIsNotTops()
    {
        IexReading reading = IexReading.OfPackets(IexBytes.Packet(IexBytes.Segment(1, [Quote], protocol: IexBytes.Deep10)));

        Assert.Contains("IEX DEEP, a book of price levels, not TOPS", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_NoTops_SaysSo()
    {
        Assert.Contains("holds no packet of IEX TOPS", IexReading.OfPackets([1, 2, 3]).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("holds no packet of IEX TOPS", IexReading.Of(CaptureBytes.Pcap(false, false, Packets, link: 113)).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("holds no packet of IEX TOPS", IexReading.Of(CaptureBytes.Pcapng(false, 9, Packets, link: 113)).Failure?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_AbsurdLengthOfAPacket_SaysWhere()
    {
        byte[] file = CaptureBytes.Pcap(false, false, Packets);
        int second = 24 + 16 + Packets[0].Packet.Length;
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(second + 8), uint.MaxValue);

        IexReading reading = IexReading.Of(file);

        Assert.Equal(2, reading.Ticks.Count);
        Assert.Equal(second, reading.Failure?.Offset);
        Assert.Contains("cannot be 4294967295 bytes", reading.Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(4, 11U, "cannot be 11 bytes")]
    [InlineData(4, 8U, "cannot be 8 bytes")]
    [InlineData(4, 0U, "cannot be 0 bytes")]
    [InlineData(8, 0U, "order of its bytes")]
    [InlineData(44, uint.MaxValue, "cannot be 4294967295 bytes")]
    [InlineData(44, 0x7FFF_FFFCU, "cannot be 2147483644 bytes")]
    [InlineData(56, 0xFFFF_0002U, "does not fit into its block")]
    public void Open_DamagedBlock_SaysWhatIsWrong(int at, uint value, string what)
    {
        byte[] file = CaptureBytes.Pcapng(false, 9, Packets);
        BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at), value);

        Assert.Contains(what, IexReading.Of(file).Failure?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(12, 5_000, "5000 bytes of messages follow")]
    [InlineData(14, 5, "does not fit into its segment")]
    [InlineData(40, 5_000, "a message of 5000 bytes")]
    [InlineData(40, 0, "a message of 0 bytes")]
    [InlineData(40, 30, "30 bytes long and should be 42")]
    public void Read_DamagedSegment_SaysWhereAndWhat(int at, ushort value, string what)
    {
        byte[] segment = IexBytes.Segment(2, [Quote, Quote]);
        BinaryPrimitives.WriteUInt16LittleEndian(segment.AsSpan(at), value);
        byte[] good = IexBytes.Packet(1, Quote);

        IexReading reading = IexReading.OfPackets(good, IexBytes.Packet(segment));

        Assert.Contains(what, reading.Failure?.Message, StringComparison.Ordinal);
        Assert.Equal(24 + 16 + good.Length, reading.Failure?.Offset);
        Assert.Equal(at == 14 ? 3 : 1, reading.Ticks.Count);
    }

    [Fact]
    public void Read_PriceOrTimeOutOfRange_Refused()
    {
        Assert.Contains("out of range", IexReading.OfPackets(IexBytes.Packet(1, IexBytes.Quote("A", 1, long.MaxValue, 0, 0))).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("out of range", IexReading.OfPackets(IexBytes.Packet(1, IexBytes.Trade("A", 1, long.MinValue, 0))).Failure?.Message, StringComparison.Ordinal);
        Assert.Contains("out of range", IexReading.OfPackets(IexBytes.Packet(1, IexBytes.Trade("A", 1, 1, 0, time: -1))).Failure?.Message, StringComparison.Ordinal);
    }
}
