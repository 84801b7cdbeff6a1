using BenchmarkDotNet.Attributes;
using Ticker.Benchmarks.Gate;
using Ticker.Engine.Deliver;
using Ticker.Engine.Normalize;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>Turns of a lane with a crowd that has agreed to compressed messages: one frame for all, or one for each.</summary>
[MemoryDiagnoser]
public class DeflateBenchmarks
{
    private const int Ticks = 250;
    private const int Crowd = 100;

    private Journey _shared;
    private Journey _alone;
    private Journey _plain;
    private TickBatch _quotes;

    [Params(WireEncoding.MessagePack, WireEncoding.Json)]
    public WireEncoding Encoding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        (_shared, _alone, _plain) = (new Journey(), new Journey(), new Journey());
        for (int n = 1; n <= Crowd; n++)
        {
            _shared.Subscribe(new SwallowingSink(), Framing.DeflatedWebSocket(Encoding));
            _plain.Subscribe(new SwallowingSink(), Framing.WebSocket(Encoding));

            // Another number makes another message, so these share nothing.
            _alone.Subscribe(new SwallowingSink(), Framing.DeflatedWebSocket(Encoding), id: n);
        }

        _quotes = _shared.Batch(tradeEvery: 0, Ticks);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Ticks)]
    public void NotCompressed() => Turn(_plain);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void OneFrameForAll() => Turn(_shared);

    [BenchmarkCategory(AllocationRun.NotForTheGate)]
    [Benchmark(OperationsPerInvoke = Ticks)]
    public void AFrameForEach() => Turn(_alone);

    private void Turn(Journey journey)
    {
        // Held once more than the lane lets go of it, so that it does not go back to the pool.
        _quotes.Share(2);
        journey.Inlet(_quotes);
        journey.Turn();
    }
}
