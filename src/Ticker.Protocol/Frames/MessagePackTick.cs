using System.Runtime.CompilerServices;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Puts one tick as a positional array. No bounds check: the caller has made sure of <see cref="MaxBytes"/>.</summary>
internal static class MessagePackTick
{
    /// <summary>The most bytes of a tick: a trade with sums and a receive time, every integer in its longest form.</summary>
    public const int MaxBytes = 136;

    /// <summary>Puts a tick; returns the place after it.</summary>
    public static ref byte Put(ref byte at, in Tick tick, TickFlags flags, in Collapsed collapsed, bool times)
    {
        switch (tick.Kind)
        {
            case TickKind.Quote:
                return ref PutQuote(ref at, in tick, flags, in collapsed, times);
            case TickKind.Trade:
                return ref PutTrade(ref at, in tick, flags, in collapsed, times);
            default:
                return ref PutStatus(ref at, in tick, flags, times);
        }
    }

    private static ref byte PutQuote(ref byte at, in Tick tick, TickFlags flags, in Collapsed collapsed, bool times)
    {
        ref byte to = ref PutHead(ref at, in tick, times ? 11 : collapsed.IsMany ? 10 : 9);
        to = ref PutSide(ref to, tick.BidPrice, tick.BidSize);
        to = ref PutSide(ref to, tick.AskPrice, tick.AskSize);
        to = ref MessagePackBytes.PutUnsigned(ref to, (byte)flags);
        if (collapsed.IsMany)
        {
            to = ref PutCollapsedHead(ref to, in collapsed, collapsed.HasQuoteSummary ? 7 : 3);
            if (collapsed.HasQuoteSummary)
            {
                to = ref PutPrice(ref to, collapsed.BidHigh);
                to = ref PutPrice(ref to, collapsed.BidLow);
                to = ref PutPrice(ref to, collapsed.AskHigh);
                to = ref PutPrice(ref to, collapsed.AskLow);
            }
        }

        return ref PutReceiveTime(ref to, in tick, times, nilBefore: !collapsed.IsMany);
    }

    private static ref byte PutTrade(ref byte at, in Tick tick, TickFlags flags, in Collapsed collapsed, bool times)
    {
        ref byte to = ref PutHead(ref at, in tick, times ? 11 : collapsed.IsMany ? 10 : 9);
        to = ref MessagePackBytes.PutSigned(ref to, tick.Price);
        to = ref MessagePackBytes.PutSigned(ref to, tick.Size);
        to = ref MessagePackBytes.PutUnsigned(ref to, (byte)tick.Side);
        to = ref MessagePackBytes.PutUnsigned(ref to, (byte)flags);
        to = ref MessagePackBytes.PutUnsigned(ref to, tick.TradeId);
        if (collapsed.IsMany)
        {
            to = ref PutCollapsedHead(ref to, in collapsed, collapsed.HasTradeSums ? 8 : 3);
            if (collapsed.HasTradeSums)
            {
                to = ref MessagePackBytes.PutSigned(ref to, collapsed.Volume);
                to = ref MessagePackBytes.PutSigned(ref to, collapsed.High);
                to = ref MessagePackBytes.PutSigned(ref to, collapsed.Low);
                to = ref MessagePackBytes.PutSigned(ref to, (long)(collapsed.Notional >> 64));
                to = ref MessagePackBytes.PutUnsigned(ref to, (ulong)(UInt128)collapsed.Notional);
            }
        }

        return ref PutReceiveTime(ref to, in tick, times, nilBefore: !collapsed.IsMany);
    }

    private static ref byte PutStatus(ref byte at, in Tick tick, TickFlags flags, bool times)
    {
        ref byte to = ref PutHead(ref at, in tick, times ? 8 : 7);
        to = ref MessagePackBytes.PutUnsigned(ref to, (byte)tick.State);
        to = ref MessagePackBytes.PutUnsigned(ref to, (byte)flags);
        ReadOnlySpan<byte> reason = tick.Reason;
        to = ref MessagePackBytes.PutStringHeader(ref to, (uint)reason.Length);
        foreach (byte one in reason)
        {
            to = one;
            to = ref Unsafe.Add(ref to, 1);
        }

        return ref PutReceiveTime(ref to, in tick, times, nilBefore: false);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte PutHead(ref byte at, in Tick tick, int elements)
    {
        at = (byte)(MessagePackCode.MinFixArray | elements);
        Unsafe.Add(ref at, 1) = (byte)tick.Kind;
        ref byte to = ref MessagePackBytes.PutUnsigned(ref Unsafe.Add(ref at, 2), tick.Instrument);
        to = ref MessagePackBytes.PutUnsigned(ref to, tick.Sequence);
        return ref MessagePackBytes.PutSigned(ref to, tick.EventTime.Value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref byte PutSide(ref byte at, long price, long size)
    {
        if (price == Tick.NoPrice)
        {
            return ref MessagePackBytes.PutNil(ref MessagePackBytes.PutNil(ref at));
        }

        return ref MessagePackBytes.PutSigned(ref MessagePackBytes.PutSigned(ref at, price), size);
    }

    private static ref byte PutCollapsedHead(ref byte at, in Collapsed collapsed, int elements)
    {
        at = (byte)(MessagePackCode.MinFixArray | elements);
        ref byte to = ref MessagePackBytes.PutSigned(ref Unsafe.Add(ref at, 1), collapsed.Count);
        to = ref MessagePackBytes.PutUnsigned(ref to, collapsed.FirstSequence);
        return ref MessagePackBytes.PutUnsigned(ref to, (byte)collapsed.Cause);
    }

    private static ref byte PutPrice(ref byte at, long price)
    {
        if (price == Tick.NoPrice)
        {
            return ref MessagePackBytes.PutNil(ref at);
        }

        return ref MessagePackBytes.PutSigned(ref at, price);
    }

    private static ref byte PutReceiveTime(ref byte at, in Tick tick, bool times, bool nilBefore)
    {
        if (!times)
        {
            return ref at;
        }

        ref byte to = ref at;
        if (nilBefore)
        {
            to = ref MessagePackBytes.PutNil(ref to);
        }

        return ref MessagePackBytes.PutSigned(ref to, tick.ReceiveTime.Value);
    }
}
