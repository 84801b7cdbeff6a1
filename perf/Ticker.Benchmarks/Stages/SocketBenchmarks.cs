using BenchmarkDotNet.Attributes;
using Ticker.Load.Feeds;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// The whole path again, but into a real TCP connection through the socket sink: what the kernel does not take at once
/// leaves by an asynchronous send, and quotes collapse meanwhile. Allocations are those of every thread of the process.
/// </summary>
[MemoryDiagnoser]
public class SocketBenchmarks
{
    private const int Ticks = 1_000;
    private const int TicksPerMessage = 100;

    private LoopbackSink _loopback;
    private Journey _journey;
    private GrpcStream _mixed;

    [Params(WireEncoding.MessagePack, WireEncoding.Json)]
    public WireEncoding Encoding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _loopback = new LoopbackSink();
        _journey.Subscribe(_loopback, Encoding);
        _mixed = new GrpcStream(
            _journey, new TickMessages(new SampleMarket(Journey.InstrumentCount, tradeEvery: 5), TicksPerMessage, Ticks / TicksPerMessage));
    }

    [GlobalCleanup]
    public void CleanUp() => _loopback.Dispose();

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long QuotesAndTrades()
    {
        _mixed.Take();
        _journey.Deliver();

        // The reader may be behind, but not without end: trades that wait would use up their budget.
        while (_loopback.WaitUntilWritable())
        {
            _journey.Turn();
        }

        return _loopback.Received;
    }
}
