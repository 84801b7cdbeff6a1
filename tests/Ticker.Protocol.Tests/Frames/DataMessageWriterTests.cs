using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Frames;

public class DataMessageWriterTests
{
    private static readonly Instrument Longest = Instruments.Of(uint.MaxValue, new string('"', 24) + ":" + new string('\\', 64), Instrument.MaxPriceScale, Instrument.MaxSizeScale);
    private static readonly Instrument Bitcoin = Instruments.Of(70000, "BINANCE:BTCUSDT", 2, 8);

    // Every field in its longest form.
    private static readonly DataTick[] LongestTicks =
    [
        new(new Tick
        {
            Kind = TickKind.Quote, Instrument = uint.MaxValue, Sequence = ulong.MaxValue, EventTime = new(long.MinValue), ReceiveTime = new(long.MinValue), Flags = (TickFlags)255,
            BidPrice = -Tick.MaxMantissa + 1, BidSize = Tick.MaxMantissa - 1, AskPrice = -Tick.MaxMantissa + 1, AskSize = Tick.MaxMantissa - 1,
        }, Longest, TickFlags.None, new Collapsed
        {
            Count = long.MaxValue, FirstSequence = ulong.MaxValue, Cause = CollapseCause.Budget, HasQuoteSummary = true,
            BidHigh = -Tick.MaxMantissa + 1, BidLow = -Tick.MaxMantissa + 1, AskHigh = -Tick.MaxMantissa + 1, AskLow = -Tick.MaxMantissa + 1,
        }),
        new(new Tick
        {
            Kind = TickKind.Trade, Instrument = uint.MaxValue, Sequence = ulong.MaxValue, EventTime = new(long.MinValue), ReceiveTime = new(long.MinValue), Flags = (TickFlags)255,
            Price = -Tick.MaxMantissa + 1, Size = Tick.MaxMantissa - 1, TradeId = ulong.MaxValue, Side = (Side)255,
        }, Longest, TickFlags.None, new Collapsed
        {
            Count = long.MaxValue, FirstSequence = ulong.MaxValue, Cause = CollapseCause.Budget, HasTradeSums = true,
            Volume = long.MaxValue, High = -Tick.MaxMantissa + 1, Low = -Tick.MaxMantissa + 1, Notional = Int128.MinValue + 1,
        }),
        new(Tick.ForStatus(uint.MaxValue, (TradingState)255, Enumerable.Repeat((byte)1, Tick.MaxReasonBytes).ToArray()) with
        {
            Sequence = ulong.MaxValue, EventTime = new(long.MinValue), ReceiveTime = new(long.MinValue), Flags = (TickFlags)255,
        }, Longest),
    ];

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void TryAdd_LongestTicks_FitWhatIsPromised(WireEncoding encoding)
    {
        foreach (DataTick one in LongestTicks)
        {
            var buffer = new byte[DataMessageWriter.Reserve + DataMessageWriter.MaxTickBytes];
            var writer = new DataMessageWriter(buffer, encoding, int.MaxValue, times: true);
            Tick tick = one.Tick;
            Collapsed collapsed = one.Collapsed;
            Assert.True(writer.TryAdd(in tick, one.Instrument, one.ExtraFlags, in collapsed));
            int length = writer.Finish(out int start);
            Assert.True(start >= 0);
            Assert.InRange(length, 1, buffer.Length - start);
            int worst = encoding == WireEncoding.Json ? JsonTick.MaxBytes(one.Instrument) : MessagePackTick.MaxBytes;
            Assert.InRange(length - (DataMessageWriter.Reserve - start), 1, worst + JsonTick.MessageTail.Length);
        }
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack, 65_535)]
    [InlineData(WireEncoding.Json, 65_535)]
    [InlineData(WireEncoding.MessagePack, 200)]
    [InlineData(WireEncoding.Json, 800)]
    public void TryAdd_UntilFull_NothingWrittenBeyondAndAllReadBack(WireEncoding encoding, int size)
    {
        var memory = new byte[size + 64];
        memory.AsSpan(size).Fill(0xee);
        var writer = new DataMessageWriter(memory.AsSpan(0, size), encoding, 7, times: false);
        Collapsed none = default;
        ulong sequence = 0;
        while (true)
        {
            var tick = new Tick { Kind = TickKind.Quote, Instrument = 70000, Sequence = ++sequence, BidPrice = 6123456, BidSize = 1, AskPrice = 6123457, AskSize = 2 };
            if (!writer.TryAdd(in tick, Bitcoin, TickFlags.None, in none))
            {
                Assert.False(writer.TryAdd(in tick, Bitcoin, TickFlags.None, in none));
                break;
            }
        }

        Assert.Equal((int)sequence - 1, writer.Count);
        int length = writer.Finish(out int start);
        Assert.True(memory.AsSpan(size).IndexOfAnyExcept((byte)0xee) < 0);
        Assert.InRange(start + length, size - DataMessageWriter.MaxTickBytes, size);
        Assert.Equal(Enumerable.Range(1, writer.Count).Select(n => (ulong)n), Read(memory[start..(start + length)], Bitcoin).Select(one => one.Tick.Sequence));
    }

    [Fact]
    public void TryAdd_KindThatIsNeverSent_Throws()
    {
        foreach (TickKind kind in new[] { TickKind.None, TickKind.Definition, TickKind.FeedState, (TickKind)4 })
        {
            Assert.Throws<ArgumentOutOfRangeException>(() =>
            {
                var writer = new DataMessageWriter(new byte[2000], WireEncoding.MessagePack, 1, false);
                var tick = new Tick { Kind = kind };
                Collapsed none = default;
                writer.TryAdd(in tick, Bitcoin, TickFlags.None, in none);
            });
        }
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack, "9107")]
    [InlineData(WireEncoding.Json, "{\"id\":7,\"ticks\":[]}")]
    public void Finish_Empty_WellFormed(WireEncoding encoding, string expected)
    {
        byte[] message = new DataMessage(7, false, []).Write(encoding);
        Assert.Equal(expected, encoding == WireEncoding.Json ? Encoding.UTF8.GetString(message) : Convert.ToHexStringLower(message));
        Assert.Empty(Read(message, Bitcoin));
    }

    [Fact]
    public void Write_AnyTicks_ReadBackFromBothEncodings()
    {
        Instrument[] instruments = [Bitcoin, Instruments.Of(1, "XNAS:AAPL", 4, 0), Instruments.Of(3, "A \"b\":\\c/d é", 12, 9), Instruments.Of(9, "X:Y", 0, 0)];
        Arbitrary<(DataTick[] Ticks, bool Times)> any = (
            from instrument in Gen.Elements(instruments)
            from ticks in AnyTick.Ticks(instrument).ArrayOf()
            from times in Gen.Elements(true, false)
            select (ticks, times)).ToArbitrary();
        Prop.ForAll(any, one =>
        {
            var message = new DataMessage(42, one.Times, one.Ticks);
            var expected = one.Ticks.Select(tick => (tick.Tick with { ReceiveTime = one.Times ? tick.Tick.ReceiveTime : default }, tick.Collapsed)).ToArray();
            Instrument instrument = one.Ticks.Length > 0 ? one.Ticks[0].Instrument : Bitcoin;
            Assert.Equal(expected, Read(message.Write(WireEncoding.MessagePack), instrument));
            Assert.Equal(expected, Read(message.Write(WireEncoding.Json), instrument));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void TryAdd_Repeatedly_AllocatesNothing(WireEncoding encoding)
    {
        var buffer = new byte[65_535];
        int ticks = Fill(buffer, encoding);

        Assert.Equal(0, Allocations.LeastOf(() => ticks += Fill(buffer, encoding), times: 20));
        Assert.True(ticks > 1000);
    }

    [Fact]
    public void Read_MessagePackRepeatedly_AllocatesNothing()
    {
        byte[] message = new DataMessage(1, true, [.. LongestTicks, .. LongestTicks]).Write(WireEncoding.MessagePack);
        Assert.Equal(6, CountTicks(message));
        int ticks = 0;
        Assert.Equal(0, Allocations.LeastOf(() => ticks += CountTicks(message)));
        Assert.Equal(8 * 6, ticks);
    }

    private static int CountTicks(byte[] message)
    {
        int ticks = 0;
        var reader = new DataMessageReader(message);
        while (reader.TryRead(out _, out _))
        {
            ticks++;
        }

        return ticks;
    }

    private static int Fill(byte[] buffer, WireEncoding encoding)
    {
        var writer = new DataMessageWriter(buffer, encoding, 7, times: true);
        for (int at = 0; ; at = (at + 1) % LongestTicks.Length)
        {
            ref readonly DataTick one = ref LongestTicks[at];
            Tick tick = one.Tick;
            Collapsed collapsed = one.Collapsed;
            if (!writer.TryAdd(in tick, one.Instrument, TickFlags.Snapshot, in collapsed))
            {
                writer.Finish(out _);
                return writer.Count;
            }
        }
    }

    private static (Tick Tick, Collapsed Collapsed)[] Read(byte[] message, Instrument instrument)
    {
        var ticks = new List<(Tick, Collapsed)>();
        if (message[0] == '{')
        {
            var json = new JsonDataMessageReader(message, _ => instrument);
            while (json.TryRead(out Tick tick, out Collapsed collapsed))
            {
                ticks.Add((tick, collapsed));
            }
        }
        else
        {
            var messagePack = new DataMessageReader(message);
            while (messagePack.TryRead(out Tick tick, out Collapsed collapsed))
            {
                ticks.Add((tick, collapsed));
            }
        }

        return [.. ticks];
    }
}
