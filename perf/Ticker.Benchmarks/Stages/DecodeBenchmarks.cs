using BenchmarkDotNet.Attributes;
using Ticker.Feeds.Grpc.Decode;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Load.Feeds;

namespace Ticker.Benchmarks.Stages;

/// <summary>From the bytes of PublishRequests to normalized ticks in batches: check, decode, normalize, hand over.</summary>
[MemoryDiagnoser]
public class DecodeBenchmarks
{
    private const int Ticks = 1_000;

    private readonly RejectLog _rejects = new(64);
    private readonly List<ReadOnlyMemory<byte>> _requests = [];
    private Journey _journey;
    private TickMessages _messages;

    [Params(1, 10, 100)]
    public int TicksPerMessage { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _messages = new TickMessages(new SampleMarket(Journey.InstrumentCount, tradeEvery: 5), TicksPerMessage, Ticks / TicksPerMessage);
        int start = 0;
        foreach (int end in _messages.Ends)
        {
            _requests.Add(_messages.Bytes[(start + 5)..end]);
            start = end;
        }
    }

    [Benchmark(OperationsPerInvoke = Ticks)]
    public void Decode()
    {
        _journey.Renumber(_messages);
        _journey.Session.Touch();
        foreach (ReadOnlyMemory<byte> request in _requests)
        {
            AtOnce.Require(PublishRequestDecoder.TryCheck(request.Span, out _, out BatchCursor cursor));
            while (!PublishRequestDecoder.Decode(request.Span, _journey.Session, _rejects, ref cursor))
            {
                _journey.Flush();
            }
        }

        _journey.Flush();
        _journey.Drop();
        AtOnce.Require(_rejects.Total == 0);
    }
}
