using BenchmarkDotNet.Attributes;
using Microsoft.AspNetCore.Builder;
using Ticker.Load.Feeds;
using Ticker.Load.Subscribers;
using Ticker.Server;

namespace Ticker.Benchmarks.Stages;

/// <summary>
/// A whole server, as it starts, with a publisher and subscribers at real connections, all in this process: what is
/// counted is every thread's, web server, lanes, heartbeats, acks and the load generator included.
/// </summary>
[MemoryDiagnoser]
[InvocationCount(64, unrollFactor: 1)]
public class ServerBenchmarks
{
    private const int Ticks = 10_000;
    private const int TicksPerMessage = 100;
    private const int MessagesPerFrame = 2;
    private const int Subscribers = 4;

    private string _journal;
    private WebApplication _server;
    private GrpcPublisher _publisher;
    private Crowd _crowd;
    private DataFrames[] _frames;
    private long _expected;

    [GlobalSetup]
    public async Task SetUp()
    {
        _journal = Directory.CreateTempSubdirectory("ticker-bench-").FullName;
        _server = TickerServer.Build(
            ["--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", "--Logging:LogLevel:Default=Warning", $"--Ticker:Journal:Directory={_journal}"]);
        await _server.StartAsync();
        (Uri web, Uri grpc) = (TickerServer.Addresses(_server).Web, TickerServer.Addresses(_server).Grpc);
        _publisher = GrpcPublisher.Connect(grpc, "bench", Journey.InstrumentCount);
        _crowd = new Crowd(web, [.. Enumerable.Repeat(StreamRequest.Everything, Subscribers)]);
        var market = new SampleMarket(Journey.InstrumentCount, tradeEvery: 5);
        _frames = [.. Enumerable.Range(0, Ticks / TicksPerMessage / MessagesPerFrame)
            .Select(_ => DataFrames.Create(market, TicksPerMessage, frameEach: false, GrpcPublisher.StreamId, MessagesPerFrame))];
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        _crowd.Stop();
        _crowd.Dispose();
        _publisher.Dispose();
        await _server.StopAsync();
        await _server.DisposeAsync();
        Directory.Delete(_journal, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public long FeedToSubscribers()
    {
        foreach (DataFrames frames in _frames)
        {
            _publisher.Send(frames);
        }

        _publisher.WaitForAcks();

        // Until every subscriber has, or was told of, every tick: what waits for one that is behind is no steady state.
        _expected += Ticks * Subscribers;
        var wait = default(SpinWait);
        while (_crowd.StandFor < _expected)
        {
            AtOnce.Require(!_crowd.HasFailed);
            wait.SpinOnce(sleep1Threshold: -1);
        }

        return _crowd.StandFor;
    }
}
