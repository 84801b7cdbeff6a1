using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>Ticks as comma-separated values (RFC 4180, lines ended by LF), one a line under one header.</summary>
internal sealed class CsvTicks : ITickOutput
{
    private readonly LineBuffer _lines;

    /// <summary>Starts with the header.</summary>
    public CsvTicks(LineBuffer lines)
    {
        _lines = lines;
        _lines.Text(Header);
        _lines.EndLine();
    }

    private static ReadOnlySpan<byte> Header =>
        "kind,symbol,seq,event_time,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,collapsed,cause,first_seq,bid_high,bid_low,ask_high,ask_low,volume,high,low,notional,receive_time"u8;

    public void Add(in ReceivedTick received)
    {
        Tick tick = received.Tick;
        _lines.Text(TickWords.Kind(tick.Kind));
        Comma();
        _lines.CsvText(received.Instrument.Utf8Name.Span);
        Comma();
        _lines.Number(tick.Sequence);
        Comma();
        if (!tick.EventTime.IsNone)
        {
            _lines.Instant(tick.EventTime);
        }

        Comma();
        AddQuote(in tick, received.Instrument);
        Comma();
        AddTrade(in tick, received.Instrument);
        Comma();
        AddStatus(in tick);
        Comma();
        _lines.Number((ulong)tick.Flags);
        Comma();
        _lines.Number((ulong)Math.Max(1, received.Collapsed.Count));
        Comma();
        AddCollapsed(received.Collapsed, received.Instrument);
        Comma();
        if (!tick.ReceiveTime.IsNone)
        {
            _lines.Instant(tick.ReceiveTime);
        }

        _lines.EndLine();
    }

    public ValueTask FlushAsync() => _lines.FlushAsync();

    public ValueTask DisposeAsync() => _lines.DisposeAsync();

    private void AddQuote(in Tick tick, Instrument instrument)
    {
        bool bid = tick.Kind == TickKind.Quote && tick.HasBid;
        bool ask = tick.Kind == TickKind.Quote && tick.HasAsk;
        DecimalIf(bid, tick.BidPrice, instrument.PriceScale);
        Comma();
        DecimalIf(bid, tick.BidSize, instrument.SizeScale);
        Comma();
        DecimalIf(ask, tick.AskPrice, instrument.PriceScale);
        Comma();
        DecimalIf(ask, tick.AskSize, instrument.SizeScale);
    }

    private void AddTrade(in Tick tick, Instrument instrument)
    {
        bool trade = tick.Kind == TickKind.Trade;
        DecimalIf(trade, tick.Price, instrument.PriceScale);
        Comma();
        DecimalIf(trade, tick.Size, instrument.SizeScale);
        Comma();
        _lines.Text(trade ? TickWords.Side(tick.Side) : default);
        Comma();
        if (trade)
        {
            _lines.Number(tick.TradeId);
        }
    }

    private void AddStatus(in Tick tick)
    {
        bool status = tick.Kind == TickKind.Status;
        _lines.Text(status ? TickWords.State(tick.State) : default);
        Comma();
        if (status)
        {
            _lines.CsvText(tick.Reason);
        }
    }

    private void AddCollapsed(in Collapsed collapsed, Instrument instrument)
    {
        _lines.Text(CauseWords.Of(collapsed.Cause));
        Comma();
        if (collapsed.IsMany)
        {
            _lines.Number(collapsed.FirstSequence);
        }

        foreach (long extreme in (ReadOnlySpan<long>)[collapsed.BidHigh, collapsed.BidLow, collapsed.AskHigh, collapsed.AskLow])
        {
            Comma();
            DecimalIf(collapsed.HasQuoteSummary && extreme != Tick.NoPrice, extreme, instrument.PriceScale);
        }

        Comma();
        DecimalIf(collapsed.HasTradeSums, collapsed.Volume, instrument.SizeScale);
        Comma();
        DecimalIf(collapsed.HasTradeSums, collapsed.High, instrument.PriceScale);
        Comma();
        DecimalIf(collapsed.HasTradeSums, collapsed.Low, instrument.PriceScale);
        Comma();
        if (collapsed.HasTradeSums)
        {
            _lines.WideDecimal(collapsed.Notional, instrument.PriceScale + instrument.SizeScale);
        }
    }

    private void DecimalIf(bool present, long mantissa, int scale)
    {
        if (present)
        {
            _lines.Decimal(mantissa, scale);
        }
    }

    private void Comma() => _lines.Text(","u8);
}
