using BenchmarkDotNet.Attributes;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Export;
using Ticker.Recording.Export.Dbn;
using Ticker.Recording.Export.Parquet;

namespace Ticker.Benchmarks.Recordings;

/// <summary>From ticks in memory to the bytes of an export, row groups and all; nothing is stored.</summary>
[MemoryDiagnoser]
public class ExportBenchmarks
{
    private const int Ticks = 1_000;
    private const int Kept = 1 << 18;
    private const int InstrumentCount = 200;

    private Instrument[] _instruments;
    private RecordedTick[] _ticks;
    private ITickWriter _writer;
    private int _next;

    [Params("parquet", "parquet mantissa", "parquet double", "csv", "jsonl", "dbn")]
    public string Format { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _instruments =
        [
            .. Enumerable.Range(1, InstrumentCount).Select(n => new Instrument { Number = (uint)n, Name = new InstrumentName("XNAS", $"I{n}"), PriceScale = 4, SizeScale = 0, Currency = "USD" }),
        ];
        var walk = new Random(7);
        long[] prices = [.. _instruments.Select(_ => walk.NextInt64(10_000, 10_000_000))];
        _ticks = [.. Enumerable.Range(0, Kept).Select(n => MakeTick(walk, prices, n))];
        var output = new SwallowingFile();
        _writer = Format switch
        {
            "csv" => new CsvTickWriter(output),
            "jsonl" => new JsonLinesTickWriter(output),
            "dbn" => new DbnTickWriter(output, _instruments, TickKinds.All, SizeUnit.One),
            "parquet mantissa" => new ParquetTickWriter(output, _instruments, NumberForm.Mantissa),
            "parquet double" => new ParquetTickWriter(output, _instruments, NumberForm.Double),
            _ => new ParquetTickWriter(output, _instruments),
        };
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void Write()
    {
        for (int n = 0; n < Ticks; n++)
        {
            ref readonly RecordedTick tick = ref _ticks[_next++ & (Kept - 1)];
            _writer.Write(_instruments[tick.Tick.Instrument - 1], in tick, 1_700_000_000_000);
        }
    }

    // Prices that walk in ticks, sizes in lots, a trade in five, tens of microseconds from one to the next.
    private static RecordedTick MakeTick(Random walk, long[] prices, int n)
    {
        int instrument = walk.Next(InstrumentCount);
        long price = prices[instrument] += 100 * walk.Next(-1, 2);
        var time = new UnixNanos(1_700_000_000_000_000_000 + (n * 30_000L) + walk.Next(20_000));
        var tick = new Tick { Instrument = (uint)instrument + 1, EventTime = new UnixNanos(time.Value - walk.Next(1_000_000)), ReceiveTime = time, Sequence = (ulong)n + 1 };
        return new RecordedTick(
            n % 5 == 0
                ? tick with { Kind = TickKind.Trade, Price = price, Size = walk.Next(1, 100) * 10, Side = walk.Next(2) == 0 ? Side.Buy : Side.Sell, TradeId = (ulong)n }
                : tick with { Kind = TickKind.Quote, BidPrice = price, BidSize = walk.Next(1, 50) * 100, AskPrice = price + 100, AskSize = walk.Next(1, 50) * 100 },
            time);
    }
}
