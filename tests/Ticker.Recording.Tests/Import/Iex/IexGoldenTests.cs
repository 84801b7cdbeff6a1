using System.IO.Compression;
using Ticker.Model;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>A real session, with figures that were counted by other means, in every form of capture.</summary>
public class IexGoldenTests
{
    private static readonly Lazy<byte[]> Pcap = new(Unpack);
    private static readonly Lazy<IexReading> Real = new(() => IexReading.Of(File.ReadAllBytes(SharedFeeds.PathOf("iex-tops/TOPS16.pcapng.gz")), name: "TOPS16.pcapng.gz"));

    [SharedFeedsFact]
    public void Read_RealSession_CountsExact()
    {
        IexReading reading = Real.Value;

        Assert.Null(reading.Failure);
        Assert.Equal((57_674, 27_217, 6_390, 7_803), (reading.Counts.Messages, reading.Counts.Of('Q'), reading.Counts.Of('T'), reading.Counts.Of('H')));
        Assert.Equal((3_779, 23_438, 6_390), (reading.Counts.Quotes, reading.Counts.EmptyQuotes, reading.Counts.Trades));
        Assert.Equal((0, 0, 0, 0, 237), (reading.Counts.Gaps, reading.Counts.Restarts, reading.Counts.Duplicates, reading.Counts.OtherPackets, reading.Counts.Heartbeats));
        Assert.Equal((7_802, 7_801, 642, 10, 6, 6), (reading.Counts.Of('P'), reading.Counts.Of('O'), reading.Counts.Of('A'), reading.Counts.Of('D'), reading.Counts.Of('S'), reading.Counts.Of('B') + 3));
        Assert.Equal(7_803 + 7_801, reading.Counts.Statuses + reading.Counts.UnchangedStatuses);
        Assert.Equal(reading.Counts.Quotes + reading.Counts.Trades + reading.Counts.Statuses, reading.Ticks.Count);
    }

    [SharedFeedsFact]
    public void Read_RealSession_NoQuoteCrossedAndEveryTradeInShares()
    {
        Tick[] quotes = [.. Real.Value.Of(TickKind.Quote)];

        Assert.Equal(2_786, quotes.Count(quote => quote.HasBid && quote.HasAsk));
        Assert.Equal(993, quotes.Count(quote => !quote.HasBid || !quote.HasAsk));
        Assert.All(quotes, quote => Assert.True(!quote.HasBid || !quote.HasAsk || quote.BidPrice < quote.AskPrice));
        Assert.All(Real.Value.Of(TickKind.Trade), trade => Assert.True(trade.Size > 0 && trade.Price > 0 && trade.TradeId != 0));
        Assert.All(Real.Value.Instruments, instrument => Assert.StartsWith("IEXG:", instrument.FullName, StringComparison.Ordinal));
        Assert.Equal(Real.Value.Ticks.Count, (int)Real.Value.Ticks[^1].Tick.Sequence);
    }

    /// <summary>Every message of the first packet that has any, field by field, read here by hand.</summary>
    [SharedFeedsFact]
    public void Read_RealSession_TradesAsInTheBytes()
    {
        Tick[] trades = [.. Real.Value.Of(TickKind.Trade)];
        int n = 0;
        foreach ((long _, byte[] packet) in CaptureBytes.PacketsOf(Pcap.Value))
        {
            int at = 14 + 20 + 8 + 40;
            for (int left = BitConverter.ToUInt16(packet, at - 26); left > 0; left--)
            {
                if (packet[at + 2] == 'T')
                {
                    Assert.Equal(
                        (BitConverter.ToInt64(packet, at + 4), BitConverter.ToUInt32(packet, at + 20), BitConverter.ToInt64(packet, at + 24), BitConverter.ToUInt64(packet, at + 32)),
                        (trades[n].EventTime.Value, (uint)trades[n].Size, trades[n].Price, trades[n].TradeId));
                    string symbol = System.Text.Encoding.ASCII.GetString(packet, at + 12, 8).TrimEnd();
                    Assert.Equal("IEXG:" + symbol, Real.Value.Instruments[(int)trades[n].Instrument - 1].FullName);
                    Assert.Equal((packet[at + 3] & 0x40) != 0, (trades[n].Flags & TickFlags.OutOfHours) != 0);
                    n++;
                }

                at += 2 + BitConverter.ToUInt16(packet, at);
            }
        }

        Assert.Equal(6_390, n);
    }

    [SharedFeedsTheory]
    [InlineData(false, null)]
    [InlineData(true, null)]
    [InlineData(false, 6)]
    [InlineData(false, 9)]
    [InlineData(true, 9)]
    public void Read_AsPcapng_TheSameTicks(bool big, int? resolution)
    {
        byte[] pcapng = CaptureBytes.Pcapng(big, (byte?)resolution, CaptureBytes.PacketsOf(Pcap.Value));

        IexReading reading = IexReading.Of(pcapng);

        Assert.Null(reading.Failure);
        Assert.Equal(Real.Value.Ticks, reading.Ticks);
        Assert.Equal(Real.Value.Instruments, reading.Instruments);
    }

    [SharedFeedsTheory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void Read_AsPcapOfAnotherKind_TheSameTicks(bool big, bool nanos)
    {
        Assert.Equal(Real.Value.Ticks, IexReading.Of(CaptureBytes.Pcap(big, nanos, CaptureBytes.PacketsOf(Pcap.Value))).Ticks);
    }

    private static byte[] Unpack()
    {
        using var stored = new GZipStream(File.OpenRead(SharedFeeds.PathOf("iex-tops/TOPS16.pcapng.gz")), CompressionMode.Decompress);
        using var content = new MemoryStream();
        stored.CopyTo(content);
        return content.ToArray();
    }
}
