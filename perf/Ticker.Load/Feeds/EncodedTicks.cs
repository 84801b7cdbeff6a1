using System.Buffers.Binary;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Load.Feeds;

/// <summary>
/// Ticks as the data messages that subscribers get, a tick in each, encoded once and renumbered in place: for servers
/// that do not encode but pass on. Offsets follow from the wire form: sequences from 2^28 take five bytes, times nine.
/// </summary>
internal sealed class EncodedTicks
{
    private const int SubscriptionId = 1;

    private static readonly Instrument AnyInstrument = new() { Name = new InstrumentName(SampleMarket.Venue, SampleMarket.Symbol(1)), PriceScale = FeedMessages.PriceScale, SizeScale = FeedMessages.SizeScale };

    private readonly byte[][] _messages;
    private readonly WireEncoding _encoding;
    private ulong _sequence = TickMessages.FirstSequence;

    public EncodedTicks(SampleMarket market, int ticks, WireEncoding encoding)
    {
        _encoding = encoding;
        _messages = new byte[ticks][];
        var instruments = new uint[ticks];
        for (int n = 0; n < ticks; n++)
        {
            Tick tick = market.Next() with { Sequence = TickMessages.FirstSequence, EventTime = UnixNanos.Now(TimeProvider.System), ReceiveTime = UnixNanos.Now(TimeProvider.System) };
            instruments[n] = tick.Instrument;
            _messages[n] = Encode(in tick, encoding);
        }

        Instruments = instruments;
    }

    public IReadOnlyList<uint> Instruments { get; }

    /// <summary>A message with the next sequence and the time as its event and receive time.</summary>
    public ReadOnlySpan<byte> Renumber(int index, long now)
    {
        byte[] message = _messages[index];
        if (_encoding == WireEncoding.Json)
        {
            JsonTicks.Renumber(message, ++_sequence, now);
            return message;
        }

        int reference = Instruments[index] switch { < 128 => 1, < 256 => 2, _ => 3 };
        Span<byte> sequence = message.AsSpan(2 + 1 + 1 + reference + 1);
        BinaryPrimitives.WriteUInt32BigEndian(sequence, (uint)++_sequence);
        BinaryPrimitives.WriteInt64BigEndian(sequence[(sizeof(uint) + 1)..], now);
        BinaryPrimitives.WriteInt64BigEndian(message.AsSpan(message.Length - sizeof(long)), now);
        return message;
    }

    private static byte[] Encode(in Tick tick, WireEncoding encoding)
    {
        byte[] scratch = new byte[DataMessageWriter.Reserve + DataMessageWriter.MaxTickBytes];
        var writer = new DataMessageWriter(scratch, encoding, SubscriptionId, times: true);
        writer.TryAdd(in tick, AnyInstrument, TickFlags.None, default);
        int length = writer.Finish(out int start);
        return scratch.AsSpan(start, length).ToArray();
    }
}
