using System.Buffers.Text;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>Makes ticks of messages, exactly or not at all. Sequence numbers are given by who asked. For one thread.</summary>
/// <param name="lines">Where the message stands, for errors.</param>
internal sealed class BinanceTicks(LineReader lines)
{
    /// <summary>Prices count in 10^-8.</summary>
    public const byte PriceScale = 8;

    private const long NanosPerMilli = 1_000_000;

    /// <summary>Sizes count in 10^-this.</summary>
    public byte SizeScale { get; set; }

    /// <summary>A quote, unless neither side has a size.</summary>
    /// <exception cref="RecordingFormatException">A field is missing or not what it should be.</exception>
    public bool TryMakeQuote(in BinanceMessage message, out Tick quote)
    {
        long bid = Amount(message.BidPrice, PriceScale, "bid price");
        long bidSize = Amount(message.BidSize, SizeScale, "bid size");
        long ask = Amount(message.AskPrice, PriceScale, "ask price");
        long askSize = Amount(message.AskSize, SizeScale, "ask size");
        quote = new Tick
        {
            Kind = TickKind.Quote,
            Instrument = 1,
            EventTime = message.Time.IsEmpty ? UnixNanos.None : Instant(message.Time),
            BidPrice = bidSize == 0 ? Tick.NoPrice : bid,
            BidSize = bidSize,
            AskPrice = askSize == 0 ? Tick.NoPrice : ask,
            AskSize = askSize,
        };
        return bidSize != 0 || askSize != 0;
    }

    /// <summary>A trade, unless it was none on the market.</summary>
    /// <exception cref="RecordingFormatException">A field is missing or not what it should be.</exception>
    public bool TryMakeTrade(in BinanceMessage message, out Tick trade)
    {
        if (!message.OrderType.IsEmpty && !message.OrderType.SequenceEqual("MARKET"u8))
        {
            trade = new Tick { Kind = TickKind.Trade };
            return false;
        }

        trade = new Tick
        {
            Kind = TickKind.Trade,
            Instrument = 1,
            EventTime = Instant(message.Time),
            Price = Amount(message.Price, PriceScale, "price"),
            Size = Amount(message.Size, SizeScale, "size"),
            TradeId = Id(message.TradeId),
            Side = message.BuyerIsMaker is not bool maker ? throw lines.Wrong("the trade does not say who the maker was") : maker ? Side.Sell : Side.Buy,
        };
        return true;
    }

    /// <summary>A decimal as a mantissa, never rounded.</summary>
    /// <exception cref="RecordingFormatException">It is missing, negative, or does not fit.</exception>
    public long Amount(ReadOnlySpan<byte> text, int scale, string what)
    {
        if (text.IsEmpty)
        {
            throw lines.Wrong($"the {what} is missing");
        }

        string? wrong = DecimalText.Parse(text, scale, out long mantissa) switch
        {
            DecimalResult.Exact => mantissa < 0 ? "is negative" : null,
            DecimalResult.TooFine => $"has more than {scale} decimals",
            DecimalResult.TooLarge => "is out of range",
            _ => "is not a decimal number",
        };
        return wrong is null ? mantissa : throw lines.Wrong($"the {what} '{Encoding.UTF8.GetString(text)}' {wrong}");
    }

    private UnixNanos Instant(ReadOnlySpan<byte> millis) =>
        Utf8Parser.TryParse(millis, out long time, out int digits) && digits == millis.Length && time is > 0 and <= long.MaxValue / NanosPerMilli
            ? new UnixNanos(time * NanosPerMilli)
            : throw lines.Wrong($"the time '{Encoding.UTF8.GetString(millis)}' is not one in milliseconds");

    private ulong Id(ReadOnlySpan<byte> number) =>
        Utf8Parser.TryParse(number, out ulong id, out int digits) && digits == number.Length
            ? id
            : throw lines.Wrong("the trade has no id that is a number of 64 bits");
}
