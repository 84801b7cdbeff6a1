using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;
using Ticker.Recording.Export;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Csv;

/// <summary>What is exported as CSV is imported as what it was.</summary>
public class CsvRoundTripTests
{
    private static readonly Instrument[] Instruments =
    [
        new() { Number = 1, Name = new InstrumentName("XLON", "VOD:1, \"A\""), PriceScale = 4, SizeScale = 0 },
        new() { Number = 2, Name = new InstrumentName("BINANCE", "PEPEUSDT"), PriceScale = 12, SizeScale = 2 },
    ];

    [Fact]
    public void Import_OfAnExport_TheSameTicks() =>
        Prop.ForAll(Arb.From(AnyTick.NonEmptyListOf()), ticks =>
        {
            using var stream = new MemoryStream();
            var writer = new CsvTickWriter(stream);
            foreach (RecordedTick tick in ticks)
            {
                writer.Write(Instruments[tick.Tick.Instrument - 1], tick, epoch: 7);
            }

            writer.Finish();
            using IRecordingReader reader = Made.Open("x.csv", stream.ToArray());
            string[] read = Made.Lines(reader);
            Assert.Equal(ticks.Select(Line), read);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(500));

    private static Gen<RecordedTick> AnyTick =>
        from instrument in Gen.Choose(1, 2)
        from kind in Gen.Elements(TickKind.Quote, TickKind.Trade, TickKind.Status)
        from first in ArbMap.Default.ArbFor<long>().Generator
        from second in ArbMap.Default.ArbFor<long>().Generator
        from sides in Gen.Choose(1, 3)
        from time in Gen.Choose(0, 2_000_000_000)
        from told in Gen.Elements(true, false)
        from flags in Gen.Elements(TickFlags.None, TickFlags.Snapshot, TickFlags.OutOfHours)
        select Make((uint)instrument, kind, first % 1_000_000_000_000, Math.Abs(second % 1_000_000_000_000), sides, 1_723_075_200_000_000_000 + time, told, flags);

    private static RecordedTick Make(uint instrument, TickKind kind, long price, long size, int sides, long time, bool told, TickFlags flags)
    {
        Tick tick = kind switch
        {
            TickKind.Quote => new Tick
            {
                Kind = kind,
                Instrument = instrument,
                BidPrice = (sides & 1) != 0 ? price : Tick.NoPrice,
                BidSize = (sides & 1) != 0 ? size + 1 : 0,
                AskPrice = (sides & 2) != 0 ? price + 3 : Tick.NoPrice,
                AskSize = (sides & 2) != 0 ? size + 2 : 0,
            },
            TickKind.Trade => new Tick { Kind = kind, Instrument = instrument, Price = price, Size = size, Side = (Side)(sides - 1), TradeId = (ulong)size },
            _ => Tick.ForStatus(instrument, (TradingState)(sides + 1), "a \"reason\", it is"u8),
        };
        return new RecordedTick(tick with { EventTime = told ? new UnixNanos(time - 5) : UnixNanos.None, Flags = flags }, new UnixNanos(time));
    }

    private static string Line(RecordedTick tick) => Made.Line(tick, new Defined());

    private sealed class Defined : IRecordingReader
    {
        public IReadOnlyList<Instrument> Instruments => CsvRoundTripTests.Instruments;

        public long BytesRead => 0;

        public long Length => 0;

        public bool Read(out RecordedTick tick) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
