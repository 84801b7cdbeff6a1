using System.Buffers.Binary;
using Ticker.Model;

namespace Ticker.Recording.Import.Iex;

/// <summary>Makes ticks of messages: of one message one or none. For one thread.</summary>
/// <param name="messages">The messages, at the first.</param>
/// <param name="instruments">All that have ticks.</param>
/// <param name="counts">Where to count.</param>
internal sealed class IexTicks(IexMessages messages, IexInstruments instruments, IexCounts counts)
{
    private readonly IexSlot[] _slots = new IexSlot[instruments.All.Count];
    private ulong _sequence;

    /// <summary>Reads the next tick.</summary>
    /// <exception cref="RecordingFormatException">The capture, a packet or a message is damaged.</exception>
    public bool Read(out RecordedTick tick)
    {
        while (messages.TryRead(out ReadOnlySpan<byte> message))
        {
            counts.Add(message[IexLayout.Type]);
            if (Translate(message, out Tick made, out int place))
            {
                tick = Recorded(message, in made, place);
                return true;
            }
        }

        tick = default;
        return false;
    }

    private bool Translate(ReadOnlySpan<byte> message, out Tick tick, out int place)
    {
        (tick, place) = (default, 0);
        byte type = message[IexLayout.Type];
        int least = IexLayout.LeastBytes(type);
        if (least == 0)
        {
            return false;
        }

        if (message.Length < least)
        {
            throw messages.Wrong($"a message of type {(char)type} is {message.Length} bytes long and should be {least} at least");
        }

        if (!instruments.TryFind(message, out place))
        {
            throw messages.Wrong("this was not in the file when it was read for the first time: it has changed meanwhile");
        }

        return type switch
        {
            IexLayout.Quote.Letter => TryMakeQuote(message, out tick),
            IexLayout.Trade.Letter => TryMakeTrade(message, out tick),
            IexLayout.Status.Letter => TryMakeStatus(message, ref _slots[place], out tick),
            IexLayout.OperationalHalt.Letter => TryMakeHalt(message, ref _slots[place], out tick),
            _ => false,
        };
    }

    private bool TryMakeQuote(ReadOnlySpan<byte> message, out Tick quote)
    {
        long bid = Price(message[IexLayout.Quote.BidPrice..]);
        long ask = Price(message[IexLayout.Quote.AskPrice..]);
        quote = new Tick
        {
            Kind = TickKind.Quote,
            BidPrice = bid == 0 ? Tick.NoPrice : bid,
            BidSize = bid == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(message[IexLayout.Quote.BidSize..]),
            AskPrice = ask == 0 ? Tick.NoPrice : ask,
            AskSize = ask == 0 ? 0 : BinaryPrimitives.ReadUInt32LittleEndian(message[IexLayout.Quote.AskSize..]),
        };
        bool made = quote.HasBid || quote.HasAsk;
        _ = made ? counts.Quotes++ : counts.EmptyQuotes++;
        return made;
    }

    private bool TryMakeTrade(ReadOnlySpan<byte> message, out Tick trade)
    {
        trade = new Tick
        {
            Kind = TickKind.Trade,
            Price = Price(message[IexLayout.Trade.Price..]),
            Size = BinaryPrimitives.ReadUInt32LittleEndian(message[IexLayout.Trade.Size..]),
            TradeId = BinaryPrimitives.ReadUInt64LittleEndian(message[IexLayout.Trade.Id..]),
        };
        counts.Trades++;
        return true;
    }

    private bool TryMakeStatus(ReadOnlySpan<byte> message, ref IexSlot slot, out Tick status)
    {
        slot.State = message[IexLayout.Flags] switch
        {
            (byte)'T' => TradingState.Trading,
            (byte)'H' => TradingState.Halted,
            (byte)'P' => TradingState.Paused,
            (byte)'O' => TradingState.PreOpen,
            _ => TradingState.Unknown,
        };
        bool made = slot.State != TradingState.Unknown && !slot.IsOperationallyHalted;
        status = made ? Tick.ForStatus(0, slot.State, message[IexLayout.Status.Reason..IexLayout.Status.Bytes].TrimEnd(" \0"u8)) : default;
        _ = made ? counts.Statuses++ : counts.UnchangedStatuses++;
        return made;
    }

    private bool TryMakeHalt(ReadOnlySpan<byte> message, ref IexSlot slot, out Tick status)
    {
        bool halted = message[IexLayout.Flags] == (byte)'O';
        bool changed = halted != slot.IsOperationallyHalted;
        slot.IsOperationallyHalted = halted;
        TradingState state = halted ? TradingState.Halted : slot.State == TradingState.Unknown ? TradingState.Trading : slot.State;
        status = changed ? Tick.ForStatus(0, state, halted ? "operational halt"u8 : "end of operational halt"u8) : default;
        _ = changed ? counts.Statuses++ : counts.UnchangedStatuses++;
        return changed;
    }

    private RecordedTick Recorded(ReadOnlySpan<byte> message, in Tick made, int place)
    {
        long time = BinaryPrimitives.ReadInt64LittleEndian(message[IexLayout.Time..]);
        if (time < 0)
        {
            throw messages.Wrong($"the time {time} is out of range");
        }

        bool extended = made.Kind != TickKind.Status && (message[IexLayout.Flags] & IexLayout.ExtendedHours) != 0;
        bool gap = _slots[place].Gaps != messages.Gaps;
        _slots[place].Gaps = messages.Gaps;
        return new RecordedTick(
            made with
            {
                Instrument = (uint)place + 1,
                EventTime = new UnixNanos(time),
                Sequence = ++_sequence,
                Flags = (extended ? TickFlags.OutOfHours : TickFlags.None) | (gap ? TickFlags.GapBefore : TickFlags.None),
            },
            new UnixNanos(messages.CapturedAt));
    }

    private long Price(ReadOnlySpan<byte> field)
    {
        long price = BinaryPrimitives.ReadInt64LittleEndian(field);
        return price is >= -Tick.MaxMantissa and <= Tick.MaxMantissa
            ? price
            : throw messages.Wrong($"the price {DecimalText.ToText(price, IexLayout.PriceScale)} is out of range");
    }
}
