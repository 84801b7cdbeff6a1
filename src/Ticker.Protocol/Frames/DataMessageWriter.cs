using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// Writes one data message, ticks of one subscription, straight into a buffer: <c>[id, tick, tick, ..]</c> in
/// MessagePack, <c>{"id":1,"ticks":[..]}</c> in JSON. Allocates nothing. Not thread-safe.
/// </summary>
public ref struct DataMessageWriter
{
    /// <summary>
    /// Bytes kept free in front: the head holds the number of ticks and is written last, backwards. The message
    /// starts somewhere in them, so room for a frame's header comes on top.
    /// </summary>
    public const int Reserve = 32;

    /// <summary>
    /// Bytes in which one tick surely fits, whatever its encoding and name: a buffer of this and
    /// <see cref="Reserve"/> always takes at least one tick.
    /// </summary>
    public const int MaxTickBytes = 1152;

    private readonly Span<byte> _buffer;
    private readonly WireEncoding _encoding;
    private readonly int _id;
    private readonly bool _times;
    private int _at;
    private int _count;

    /// <summary>Starts a message.</summary>
    /// <param name="buffer">Where it goes; the message takes no more than is given, so give at most the largest message.</param>
    /// <param name="encoding">How it is written.</param>
    /// <param name="subscriptionId">The client's own id of the subscription, from 1.</param>
    /// <param name="times">Whether every tick ends with its receive time.</param>
    /// <exception cref="ArgumentOutOfRangeException">The buffer cannot hold even an empty message.</exception>
    public DataMessageWriter(Span<byte> buffer, WireEncoding encoding, int subscriptionId, bool times)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(buffer.Length, Reserve + JsonTick.MessageTail.Length, nameof(buffer));
        _buffer = buffer;
        _encoding = encoding;
        _id = subscriptionId;
        _times = times;
        _at = Reserve;
    }

    /// <summary>How many ticks are in.</summary>
    public readonly int Count => _count;

    /// <summary>Adds a quote, a trade or a status.</summary>
    /// <param name="tick">The tick, numbered as the server numbers instruments and sequences.</param>
    /// <param name="instrument">Its instrument; JSON writes the name and the decimals that the scales tell.</param>
    /// <param name="extraFlags">Set besides the tick's own flags.</param>
    /// <param name="collapsed">What else it stands for.</param>
    /// <returns>False = there may be no room: nothing was written, finish this message and start another.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The tick is of a kind that is never sent.</exception>
    public bool TryAdd(in Tick tick, Instrument instrument, TickFlags extraFlags, in Collapsed collapsed)
    {
        if (tick.Kind is not (TickKind.Quote or TickKind.Trade or TickKind.Status))
        {
            ThrowNeverSent(tick.Kind);
        }

        TickFlags flags = tick.Flags | extraFlags;
        if (_encoding == WireEncoding.Json)
        {
            return TryAddJson(in tick, instrument, flags, in collapsed);
        }

        if (_buffer.Length - _at < MessagePackTick.MaxBytes)
        {
            return false;
        }

        ref byte from = ref Unsafe.Add(ref MemoryMarshal.GetReference(_buffer), _at);
        ref byte to = ref MessagePackTick.Put(ref from, in tick, flags, in collapsed, _times);
        _at += (int)Unsafe.ByteOffset(ref from, ref to);
        _count++;
        return true;
    }

    /// <summary>Ends the message; once. An empty one is legal and says nothing: do not send it.</summary>
    /// <param name="start">Where in the buffer it starts, at most <see cref="Reserve"/>.</param>
    /// <returns>Its length in bytes.</returns>
    public int Finish(out int start)
    {
        Span<byte> head = stackalloc byte[Reserve];
        int length;
        if (_encoding == WireEncoding.Json)
        {
            length = JsonTick.PutMessageHead(head, _id);
            JsonTick.MessageTail.CopyTo(_buffer[_at..]);
            _at += JsonTick.MessageTail.Length;
        }
        else
        {
            ref byte to = ref MessagePackBytes.PutArrayHeader(ref head[0], (uint)_count + 1);
            to = ref MessagePackBytes.PutSigned(ref to, _id);
            length = (int)Unsafe.ByteOffset(ref head[0], ref to);
        }

        start = Reserve - length;
        head[..length].CopyTo(_buffer[start..]);
        return _at - start;
    }

    [DoesNotReturn]
    private static void ThrowNeverSent(TickKind kind) =>
        throw new ArgumentOutOfRangeException(nameof(kind), kind, "only quotes, trades and statuses are sent");

    private bool TryAddJson(in Tick tick, Instrument instrument, TickFlags flags, in Collapsed collapsed)
    {
        int comma = _count == 0 ? 0 : 1;
        Span<byte> free = _buffer[_at..];
        if (free.Length < JsonTick.MaxBytes(instrument) + comma + JsonTick.MessageTail.Length)
        {
            return false;
        }

        free[0] = (byte)',';
        _at += comma + JsonTick.Put(free[comma..], in tick, instrument, flags, in collapsed, _times);
        _count++;
        return true;
    }
}
