using BenchmarkDotNet.Attributes;
using Ticker.Load.Feeds;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// The whole way of a tick in one thread: bytes of the gRPC stream, decoding, session, channel, sequencer, the lane's
/// inlet, its turn, and the bytes of the WebSocket frame, given to a sink that swallows them.
/// </summary>
[MemoryDiagnoser]
public class WholePathBenchmarks
{
    private const int Ticks = 1_000;
    private const int TicksPerMessage = 100;

    private readonly SwallowingSink _sink = new();
    private Journey _journey;
    private GrpcStream _quotes;
    private GrpcStream _trades;

    [Params(WireEncoding.MessagePack, WireEncoding.Json)]
    public WireEncoding Encoding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _journey.Subscribe(_sink, Encoding);
        _quotes = Stream(tradeEvery: 0);
        _trades = Stream(tradeEvery: 1);
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long LatestQuotes() => Run(_quotes);

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long TradesOneByOne() => Run(_trades);

    private GrpcStream Stream(int tradeEvery) =>
        new(_journey, new TickMessages(new SampleMarket(Journey.InstrumentCount, tradeEvery), TicksPerMessage, Ticks / TicksPerMessage));

    private long Run(GrpcStream stream)
    {
        long before = _sink.Bytes;
        stream.Take();
        _journey.Deliver();
        AtOnce.Require(_sink.Bytes > before);
        return _sink.Bytes;
    }
}
