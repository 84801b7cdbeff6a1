using System.Text;
using Ticker.Model;

namespace Ticker.Recording.Export;

/// <summary>Ticks as comma-separated values (RFC 4180, lines ended by LF) under one header. What is not there is empty.</summary>
public sealed class CsvTickWriter : ITickWriter
{
    private readonly TickLines _lines;
    private readonly Dictionary<uint, byte[]> _names = [];

    /// <summary>Starts with the header.</summary>
    /// <param name="output">Where to; it stays open.</param>
    public CsvTickWriter(Stream output)
        : this(new TickLines(output))
    {
    }

    /// <summary>Starts with the header, among lines of somebody else's.</summary>
    internal CsvTickWriter(TickLines lines)
    {
        _lines = lines;
        _lines.Text(Encoding.ASCII.GetBytes(string.Join(',', ExportColumns.All)));
        _lines.EndLine();
    }

    /// <inheritdoc/>
    public bool Write(Instrument instrument, in RecordedTick tick, long epoch)
    {
        ArgumentNullException.ThrowIfNull(instrument);
        AddTime(tick.Tick.EventTime);
        AddTime(tick.RecordedAt);
        if (epoch != 0)
        {
            _lines.Number(epoch);
        }

        Comma();
        _lines.Number(tick.Tick.Sequence);
        Comma();
        _lines.Text(TickWords.Kind(tick.Tick.Kind));
        Comma();
        _lines.Text(NameOf(instrument));
        AddBody(in tick, instrument);
        _lines.Number((ulong)tick.Tick.Flags);
        Comma();
        _lines.Number((ulong)instrument.PriceScale);
        Comma();
        _lines.Number((ulong)instrument.SizeScale);
        _lines.EndLine();
        return true;
    }

    /// <inheritdoc/>
    public void Finish() => _lines.WriteOut();

    // Venue, symbol and currency, quoted once for each instrument, with a comma behind each.
    private byte[] NameOf(Instrument instrument)
    {
        if (!_names.TryGetValue(instrument.Number, out byte[]? name))
        {
            name = [.. Field(instrument.Name.Venue), .. Field(instrument.Name.Symbol), .. Field(instrument.Currency)];
            _names.Add(instrument.Number, name);
        }

        return name;
    }

    private static byte[] Field(string text) => [.. CsvText.Quote(Encoding.UTF8.GetBytes(text)), (byte)','];

    private void AddTime(UnixNanos time)
    {
        if (!time.IsNone)
        {
            _lines.Instant(time);
        }

        Comma();
        if (!time.IsNone)
        {
            _lines.Number(time.Value);
        }

        Comma();
    }

    private void AddBody(in RecordedTick recorded, Instrument instrument)
    {
        Tick tick = recorded.Tick;
        bool bid = tick.Kind == TickKind.Quote && tick.HasBid;
        bool ask = tick.Kind == TickKind.Quote && tick.HasAsk;
        bool trade = tick.Kind == TickKind.Trade;
        bool status = tick.Kind == TickKind.Status;
        Decimal(bid, tick.BidPrice, instrument.PriceScale);
        Decimal(bid, tick.BidSize, instrument.SizeScale);
        Decimal(ask, tick.AskPrice, instrument.PriceScale);
        Decimal(ask, tick.AskSize, instrument.SizeScale);
        Decimal(trade, tick.Price, instrument.PriceScale);
        Decimal(trade, tick.Size, instrument.SizeScale);
        _lines.Text(trade ? TickWords.Side(tick.Side) : default);
        Comma();
        if (trade && tick.TradeId != 0)
        {
            _lines.Number(tick.TradeId);
        }

        Comma();
        _lines.Text(status ? TickWords.State(tick.State) : default);
        Comma();
        _lines.CsvText(status ? tick.Reason : default);
        Comma();
    }

    private void Decimal(bool present, long mantissa, int scale)
    {
        if (present)
        {
            _lines.Decimal(mantissa, scale);
        }

        Comma();
    }

    private void Comma() => _lines.Text(","u8);
}
