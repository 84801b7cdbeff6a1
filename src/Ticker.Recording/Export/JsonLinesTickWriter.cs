using System.Text.Encodings.Web;
using System.Text.Json;
using Ticker.Model;

namespace Ticker.Recording.Export;

/// <summary>Ticks as JSON, one object a line. Numbers are exact, whatever their size; what is not there is left out.</summary>
public sealed class JsonLinesTickWriter : ITickWriter
{
    private readonly TickLines _lines;
    private readonly Dictionary<uint, byte[]> _names = [];

    /// <summary>Starts with nothing.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public JsonLinesTickWriter(Stream output)
        : this(new TickLines(output))
    {
    }

    /// <summary>Writes among lines of somebody else's.</summary>
    internal JsonLinesTickWriter(TickLines lines) => _lines = lines;

    /// <inheritdoc/>
    public bool Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        _lines.Text("{"u8);
        AddTime("\"event_time\":\""u8, "\",\"event_time_ns\":"u8, tick.Tick.EventTime);
        AddTime("\"receive_time\":\""u8, "\",\"receive_time_ns\":"u8, tick.RecordedAt);
        if (epoch != 0)
        {
            Number("\"epoch\":"u8, (ulong)epoch);
            _lines.Text(","u8);
        }

        Number("\"sequence\":"u8, tick.Tick.Sequence);
        Word(",\"kind\":\""u8, TickWords.Kind(tick.Tick.Kind));
        _lines.Text(NameOf(instrument));
        AddBody(in tick, instrument);
        Number(",\"flags\":"u8, (ulong)tick.Tick.Flags);
        Number(",\"price_scale\":"u8, instrument.PriceScale);
        Number(",\"size_scale\":"u8, instrument.SizeScale);
        _lines.Text("}"u8);
        _lines.EndLine();
        return true;
    }

    /// <inheritdoc/>
    public void Finish() => _lines.WriteOut();

    private static ReadOnlySpan<byte> Escaped(ReadOnlySpan<byte> text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

    private static ReadOnlySpan<byte> Escaped(string text) => JsonEncodedText.Encode(text, JavaScriptEncoder.UnsafeRelaxedJsonEscaping).EncodedUtf8Bytes;

    // Venue, symbol and currency, escaped once for each instrument.
    private byte[] NameOf(Instrument instrument)
    {
        if (!_names.TryGetValue(instrument.Number, out byte[]? name))
        {
            name =
            [
                .. ",\"venue\":\""u8, .. Escaped(instrument.Name.Venue), .. "\",\"symbol\":\""u8, .. Escaped(instrument.Name.Symbol), .. "\""u8,
                .. instrument.Currency.Length == 0 ? default : ",\"currency\":\""u8, .. Escaped(instrument.Currency), .. instrument.Currency.Length == 0 ? default : "\""u8,
            ];
            _names.Add(instrument.Number, name);
        }

        return name;
    }

    private void AddTime(ReadOnlySpan<byte> key, ReadOnlySpan<byte> nanosKey, UnixNanos time)
    {
        if (!time.IsNone)
        {
            _lines.Text(key);
            _lines.Instant(time);
            _lines.Text(nanosKey);
            _lines.Number(time.Value);
            _lines.Text(","u8);
        }
    }

    private void AddBody(in RecordedTick recorded, Instrument instrument)
    {
        Tick tick = recorded.Tick;
        switch (tick.Kind)
        {
            case TickKind.Quote:
                if (tick.HasBid)
                {
                    Decimal(",\"bid_price\":"u8, tick.BidPrice, instrument.PriceScale);
                    Decimal(",\"bid_size\":"u8, tick.BidSize, instrument.SizeScale);
                }

                if (tick.HasAsk)
                {
                    Decimal(",\"ask_price\":"u8, tick.AskPrice, instrument.PriceScale);
                    Decimal(",\"ask_size\":"u8, tick.AskSize, instrument.SizeScale);
                }

                break;
            case TickKind.Trade:
                Decimal(",\"price\":"u8, tick.Price, instrument.PriceScale);
                Decimal(",\"size\":"u8, tick.Size, instrument.SizeScale);
                Word(",\"side\":\""u8, TickWords.Side(tick.Side));
                if (tick.TradeId != 0)
                {
                    Number(",\"trade_id\":"u8, tick.TradeId);
                }

                break;
            default:
                Word(",\"state\":\""u8, TickWords.State(tick.State));
                Word(",\"reason\":\""u8, tick.Reason.IsEmpty ? default : Escaped(tick.Reason));
                break;
        }
    }

    private void Decimal(ReadOnlySpan<byte> key, long mantissa, int scale)
    {
        _lines.Text(key);
        _lines.Decimal(mantissa, scale);
    }

    private void Number(ReadOnlySpan<byte> key, ulong value)
    {
        _lines.Text(key);
        _lines.Number(value);
    }

    private void Word(ReadOnlySpan<byte> key, ReadOnlySpan<byte> word)
    {
        if (!word.IsEmpty)
        {
            _lines.Text(key);
            _lines.Text(word);
            _lines.Text("\""u8);
        }
    }
}
