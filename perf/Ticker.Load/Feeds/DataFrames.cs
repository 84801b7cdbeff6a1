using System.Buffers.Binary;

namespace Ticker.Load.Feeds;

/// <summary>
/// Tick messages as HTTP/2 DATA frames of at most 16 KiB, ready to be sent again and again. Two ways of cutting, because
/// client libraries differ: as many messages a frame as fit, or a frame for each message.
/// </summary>
public sealed class DataFrames
{
    private const int MaxPayload = 16_384;

    private readonly TickMessages _messages;
    private readonly byte[] _bytes;
    private readonly int _between;
    private readonly int _start;

    private DataFrames(TickMessages messages, bool frameEach, int stream)
    {
        _messages = messages;
        if (!frameEach)
        {
            // The frame's header goes in front of the whole, so that the messages stay in one piece behind it.
            _bytes = new byte[Http2Frame.HeaderLength + messages.Bytes.Length];
            _start = Http2Frame.HeaderLength;
            Http2Frame.WriteHeader(_bytes, messages.Bytes.Length, Http2Frame.Data, 0, stream);
            messages.Bytes.Span.CopyTo(_bytes.AsSpan(_start));
            return;
        }

        _between = Http2Frame.HeaderLength;
        _bytes = new byte[messages.Bytes.Length + (messages.Ends.Count * _between)];
        int from = 0;
        int to = 0;
        foreach (int end in messages.Ends)
        {
            Http2Frame.WriteHeader(_bytes.AsSpan(to), end - from, Http2Frame.Data, 0, stream);
            messages.Bytes.Span[from..end].CopyTo(_bytes.AsSpan(to + _between));
            to += _between + end - from;
            from = end;
        }
    }

    public int Ticks => _messages.Ticks;

    /// <summary>The instrument of each tick.</summary>
    public IReadOnlyList<uint> Instruments => _messages.Instruments;

    /// <summary>What goes to the socket.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>What of it counts against the flow control window.</summary>
    public int Payload => _messages.Bytes.Length;

    /// <summary>Makes frames of about 16 KiB, or of as few messages as are asked for.</summary>
    public static DataFrames Create(SampleMarket market, int ticksPerMessage, bool frameEach, int stream, int mostMessages = int.MaxValue)
    {
        int perMessage = new TickMessages(market, ticksPerMessage, 8).Ends.Max() / 8;
        int messages = Math.Clamp((MaxPayload / perMessage) - 1, 1, mostMessages);
        var made = new TickMessages(market, ticksPerMessage, messages);
        while (made.Bytes.Length > MaxPayload)
        {
            made = new TickMessages(market, ticksPerMessage, --messages);
        }

        return new DataFrames(made, frameEach, stream);
    }

    /// <summary>Gives every tick the next sequence, and all the same event time.</summary>
    public void Renumber(ref ulong sequence, long eventTime) =>
        _messages.Renumber(_bytes.AsSpan(_start), _between, ref sequence, eventTime);
}
