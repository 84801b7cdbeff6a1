using BenchmarkDotNet.Attributes;
using Ticker.Engine.Normalize;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// One turn of a lane with one subscriber of everything: apply a batch to the slots, mark what changed, encode, frame,
/// send to a sink that swallows it.
/// </summary>
[MemoryDiagnoser]
public class LaneBenchmarks
{
    private const int Ticks = 250;

    private Journey _journey;
    private TickBatch _quotes;
    private TickBatch _trades;
    private Journey _all;
    private TickBatch _quotesForAll;

    [Params(WireEncoding.MessagePack, WireEncoding.Json)]
    public WireEncoding Encoding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _journey.Subscribe(new SwallowingSink(), Encoding);
        _quotes = _journey.Batch(tradeEvery: 0, Ticks);
        _trades = _journey.Batch(tradeEvery: 1, Ticks);
        _all = new Journey();
        _all.Subscribe(new SwallowingSink(), Encoding, DeliveryMode.All);
        _quotesForAll = _all.Batch(tradeEvery: 0, Ticks);
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void TurnOfQuotes() => Turn(_journey, _quotes);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void TurnOfTrades() => Turn(_journey, _trades);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void TurnOfQuotesInModeAll() => Turn(_all, _quotesForAll);

    private static void Turn(Journey journey, TickBatch batch)
    {
        // Held once more than the lane lets go of it, so that it does not go back to the pool.
        batch.Share(2);
        journey.Inlet(batch);
        journey.Turn();
    }
}
