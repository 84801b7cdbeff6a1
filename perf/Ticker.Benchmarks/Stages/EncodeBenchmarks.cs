using BenchmarkDotNet.Attributes;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>Writing ticks into a data message.</summary>
[MemoryDiagnoser]
public class EncodeBenchmarks
{
    private const int Ticks = 250;

    private readonly byte[] _room = new byte[64 * 1024];
    private Journey _journey;
    private TickBatch _quotes;
    private TickBatch _trades;

    [Params(WireEncoding.MessagePack, WireEncoding.Json)]
    public WireEncoding Encoding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _quotes = _journey.Batch(tradeEvery: 0, Ticks);
        _trades = _journey.Batch(tradeEvery: 1, Ticks);
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public int Quotes() => Encode(_quotes);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public int Trades() => Encode(_trades);

    private int Encode(TickBatch batch)
    {
        var writer = new DataMessageWriter(_room, Encoding, subscriptionId: 1, times: true);
        int length = 0;
        foreach (ref readonly Tick tick in batch.Ticks)
        {
            if (!writer.TryAdd(in tick, _journey.Instruments[tick.Instrument], TickFlags.None, default))
            {
                length += writer.Finish(out _);
                writer = new DataMessageWriter(_room, Encoding, subscriptionId: 1, times: true);
                writer.TryAdd(in tick, _journey.Instruments[tick.Instrument], TickFlags.None, default);
            }
        }

        return length + writer.Finish(out _);
    }
}
