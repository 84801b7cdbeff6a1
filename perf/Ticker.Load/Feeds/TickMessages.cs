using System.Buffers.Binary;
using Ticker.Model;

namespace Ticker.Load.Feeds;

/// <summary>
/// Length-prefixed PublishRequests that are encoded once and sent many times: before each sending, the feed sequences
/// and event times are overwritten where they lie, which costs a few nanoseconds a tick. That works because sequences
/// start at 2^28, from where on their varint has five bytes, up to 2^35.
/// </summary>
public sealed class TickMessages
{
    public const ulong FirstSequence = 1UL << 28;

    private readonly List<int> _times = [];
    private readonly List<int> _sequences = [];
    private readonly List<int> _ends = [];
    private readonly List<uint> _instruments = [];
    private readonly byte[] _bytes;

    /// <summary>Encodes messages.</summary>
    /// <param name="market">Where their ticks come from.</param>
    /// <param name="ticksPerMessage">How many ticks each holds.</param>
    /// <param name="messages">How many messages.</param>
    public TickMessages(SampleMarket market, int ticksPerMessage, int messages)
    {
        var all = new MemoryStream();
        var tick = new ProtobufBytes();
        var body = new ProtobufBytes();
        for (int message = 0; message < messages; message++)
        {
            var batch = new ProtobufBytes();
            var times = new List<int>();
            var sequences = new List<int>();
            for (int n = 0; n < ticksPerMessage; n++)
            {
                Tick next = market.Next();
                _instruments.Add(next.Instrument);
                Encode(next, tick, body, out int time, out int sequence);
                batch.Message(1, tick);
                int start = batch.Count - tick.Count;
                times.Add(start + time);
                sequences.Add(start + sequence);
            }

            byte[] framed = Frame(new ProtobufBytes().Message(3, batch));
            int inBatch = (int)all.Length + framed.Length - batch.Count;
            _times.AddRange(times.Select(offset => inBatch + offset));
            _sequences.AddRange(sequences.Select(offset => inBatch + offset));
            all.Write(framed);
            _ends.Add((int)all.Length);
        }

        _bytes = all.ToArray();
    }

    public int Ticks => _times.Count;

    /// <summary>The instrument of each tick.</summary>
    public IReadOnlyList<uint> Instruments => _instruments;

    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>Where each message ends in <see cref="Bytes"/>.</summary>
    public IReadOnlyList<int> Ends => _ends;

    /// <summary>Puts the gRPC prefix in front of a message.</summary>
    public static byte[] Frame(ProtobufBytes message)
    {
        byte[] framed = new byte[5 + message.Count];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Count);
        message.Written.CopyTo(framed.AsSpan(5));
        return framed;
    }

    /// <summary>Gives every tick the next sequence, and all the same event time.</summary>
    public void Renumber(ref ulong sequence, long eventTime) => Renumber(_bytes, 0, ref sequence, eventTime);

    /// <summary>The same in a copy of <see cref="Bytes"/>, whole or with something between the messages.</summary>
    /// <param name="copy">The copy.</param>
    /// <param name="between">How many bytes were put in front of each message.</param>
    /// <param name="sequence">The last sequence given; starts at <see cref="FirstSequence"/> or above.</param>
    /// <param name="eventTime">Nanoseconds since the UNIX epoch.</param>
    public void Renumber(Span<byte> copy, int between, ref ulong sequence, long eventTime)
    {
        int ticksPerMessage = Ticks / _ends.Count;
        ulong next = sequence;
        for (int i = 0; i < _times.Count; i++)
        {
            int shift = between == 0 ? 0 : ((i / ticksPerMessage) + 1) * between;
            BinaryPrimitives.WriteInt64LittleEndian(copy[(_times[i] + shift)..], eventTime);
            PutFiveByteVarint(copy[(_sequences[i] + shift)..], ++next);
        }

        sequence = next;
    }

    private static void PutFiveByteVarint(Span<byte> at, ulong value)
    {
        at[4] = (byte)(value >> 28);
        at[3] = (byte)((value >> 21) | 0x80);
        at[2] = (byte)((value >> 14) | 0x80);
        at[1] = (byte)((value >> 7) | 0x80);
        at[0] = (byte)(value | 0x80);
    }

    private static void Encode(in Tick tick, ProtobufBytes to, ProtobufBytes body, out int time, out int sequence)
    {
        to.Clear();
        to.Varint(1, tick.Instrument);
        time = to.Count + 1;
        to.Fixed64(2, 0);
        sequence = to.Count + 1;
        to.Varint(3, FirstSequence);
        body.Clear();
        if (tick.Kind == TickKind.Quote)
        {
            body.ZigZag(1, tick.BidPrice).Varint(2, (ulong)tick.BidSize).ZigZag(3, tick.AskPrice).Varint(4, (ulong)tick.AskSize);
            to.Message(5, body);
        }
        else
        {
            body.ZigZag(1, tick.Price).Varint(2, (ulong)tick.Size).Varint(3, (ulong)tick.Side).Varint(4, tick.TradeId);
            to.Message(6, body);
        }
    }
}
