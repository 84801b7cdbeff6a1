using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Export;

/// <summary>A recording of given ticks, which may turn out to be damaged after them.</summary>
internal sealed class MadeRecording(IReadOnlyList<Instrument> instruments, params RecordedTick[] ticks) : IRecordingReader
{
    private int _next;

    /// <summary>What is thrown after the last tick.</summary>
    public Exception? Damage { get; init; }

    /// <summary>Called with the count of ticks read so far, before the next.</summary>
    public Action<int>? BeforeRead { get; init; }

    public IReadOnlyList<Instrument> Instruments => instruments;

    public long BytesRead => _next;

    public long Length => ticks.Length;

    public bool Read(out RecordedTick tick)
    {
        BeforeRead?.Invoke(_next);
        bool more = _next < ticks.Length;
        tick = more ? ticks[_next++] : default;
        return more || Damage is null ? more : throw Damage;
    }

    public void Dispose()
    {
    }

    public static Instrument Instrument(uint number, string venue, string symbol, byte priceScale = 2, byte sizeScale = 0, string currency = "") => new()
    {
        Number = number,
        Name = new InstrumentName(venue, symbol),
        PriceScale = priceScale,
        SizeScale = sizeScale,
        Currency = currency,
    };

    public static RecordedTick Quote(ulong sequence, long? bid, long bidSize, long? ask, long askSize, uint instrument = 1, long eventTime = 0, TickFlags flags = TickFlags.None) =>
        At(sequence, new Tick { Kind = TickKind.Quote, Instrument = instrument, BidPrice = bid ?? Tick.NoPrice, BidSize = bidSize, AskPrice = ask ?? Tick.NoPrice, AskSize = askSize, EventTime = new UnixNanos(eventTime), Flags = flags });

    public static RecordedTick Trade(ulong sequence, long price, long size, Side side = Side.None, ulong id = 0, uint instrument = 1, long eventTime = 0, TickFlags flags = TickFlags.None) =>
        At(sequence, new Tick { Kind = TickKind.Trade, Instrument = instrument, Price = price, Size = size, Side = side, TradeId = id, EventTime = new UnixNanos(eventTime), Flags = flags });

    public static RecordedTick Status(ulong sequence, TradingState state, string reason, uint instrument = 1) =>
        At(sequence, Tick.ForStatus(instrument, state, System.Text.Encoding.UTF8.GetBytes(reason)));

    // Received at the second of its number.
    private static RecordedTick At(ulong sequence, Tick tick) => new(tick with { Sequence = sequence }, new UnixNanos((long)sequence * 1_000_000_000));
}
