using BenchmarkDotNet.Attributes;
using Ticker.Benchmarks.Stages;
using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Benchmarks.Clients;

/// <summary>From the bytes of a message to typed ticks in the hands of who iterates: decoded, counted, freed of doubles, buffered.</summary>
[MemoryDiagnoser]
public class ReceiveBenchmarks
{
    private const int Ticks = 250;

    private readonly byte[] _room = new byte[64 * 1024];
    private readonly InstrumentDirectory _directory = new();
    private readonly AccountBook _accounts = new();
    private readonly Progress _progress = new(StartFrom.Now, isAll: true);
    private readonly TickBuffer _buffer = new(16_384, conflates: false);
    private MessageDecoder _decoder;
    private Journey _journey;
    private Engine.Normalize.TickBatch _ticks;
    private ulong _sequence;

    [Params(1, 250)]
    public int TicksPerMessage { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _journey = new Journey();
        _ticks = _journey.Batch(tradeEvery: 5, Ticks);
        _decoder = new MessageDecoder(_directory);
        var told = new Subscribed { Id = 1, Epoch = 1, Sequence = 0, Instruments = [.. Enumerable.Range(1, Journey.InstrumentCount).Select(number => _journey.Instruments[(uint)number])] };
        _directory.Learn(told);
        _accounts.Take(new SubscriberMessage(told, 0, default));
        _progress.Reconnect();
        _progress.Take(told);
    }

    /// <summary>Writing the messages, which each receiving one contains.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Ticks)]
    public int Write()
    {
        int bytes = 0;
        for (int at = 0; at < Ticks; at += TicksPerMessage)
        {
            bytes += Message(at).Length;
        }

        return bytes;
    }

    /// <summary>Writing and receiving them.</summary>
    [Benchmark(OperationsPerInvoke = Ticks)]
    public long WriteAndReceive()
    {
        long sum = 0;
        for (int at = 0; at < Ticks; at += TicksPerMessage)
        {
            SubscriberMessage message = _decoder.Decode(Message(at));
            _accounts.Take(in message);
            ReadOnlySpan<ReceivedTick> ticks = message.Ticks.Span;
            foreach (ref readonly ReceivedTick tick in ticks)
            {
                AtOnce.Require(_progress.Take(in tick));
            }

            AtOnce.Require(_buffer.Add(ticks));
            while (_buffer.Take(out _) is { } batch)
            {
                foreach (ref readonly ReceivedTick tick in batch.Ticks.Span)
                {
                    sum += tick.Tick.BidPrice;
                }
            }
        }

        return sum;
    }

    private ReadOnlySpan<byte> Message(int at)
    {
        var writer = new DataMessageWriter(_room, WireEncoding.MessagePack, subscriptionId: 1, times: false);
        foreach (ref readonly Tick tick in _ticks.Ticks.Slice(at, TicksPerMessage))
        {
            writer.TryAdd(tick with { Sequence = ++_sequence }, _journey.Instruments[tick.Instrument], TickFlags.None, default);
        }

        int length = writer.Finish(out int start);
        return _room.AsSpan(start, length);
    }
}
