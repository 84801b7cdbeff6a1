using System.Text;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>Ticks as lines for a person to read: what the table is where there is no terminal to redraw.</summary>
internal sealed class TextTicks(LineBuffer lines) : ITickOutput
{
    private const int NameWidth = 20;
    private const int KindWidth = 6;

    public void Add(in ReceivedTick received)
    {
        Tick tick = received.Tick;
        if (tick.EventTime.IsNone)
        {
            lines.Text("-"u8);
            lines.Pad(1, UnixNanos.TextLength);
        }
        else
        {
            lines.Instant(tick.EventTime);
        }

        Column(received.Instrument.Utf8Name.Span, NameWidth);
        Column(TickWords.Kind(tick.Kind), KindWidth);
        lines.Text("  "u8);
        switch (tick.Kind)
        {
            case TickKind.Quote:
                AddSide(tick.HasBid, tick.BidPrice, tick.BidSize, received.Instrument);
                lines.Text(" / "u8);
                AddSide(tick.HasAsk, tick.AskPrice, tick.AskSize, received.Instrument);
                break;
            case TickKind.Trade:
                lines.Decimal(tick.Size, received.Instrument.SizeScale);
                lines.Text(" @ "u8);
                lines.Decimal(tick.Price, received.Instrument.PriceScale);
                AddWord(TickWords.Side(tick.Side));
                break;
            default:
                lines.Text(TickWords.State(tick.State));
                lines.Text(tick.Reason.IsEmpty ? default : " "u8);
                AddForeign(tick.Reason);
                break;
        }

        lines.Text(received.IsSnapshot ? "  (snapshot)"u8 : default);
        lines.Text(received.IsStaleSnapshot ? "  (stale)"u8 : default);
        AddCollapsed(received.Collapsed, received.Instrument);
        if (!tick.ReceiveTime.IsNone)
        {
            lines.Text("  received "u8);
            lines.Instant(tick.ReceiveTime);
        }

        lines.EndLine();
    }

    public ValueTask FlushAsync() => lines.FlushAsync();

    public ValueTask DisposeAsync() => lines.DisposeAsync();

    private void Column(ReadOnlySpan<byte> text, int width)
    {
        lines.Text("  "u8);
        lines.Text(text);
        lines.Pad(text.Length, width);
    }

    private void AddWord(ReadOnlySpan<byte> word)
    {
        lines.Text(word.IsEmpty ? default : " "u8);
        lines.Text(word);
    }

    // What a venue wrote must not steer the terminal.
    private void AddForeign(ReadOnlySpan<byte> text)
    {
        Span<byte> utf8 = stackalloc byte[4];
        foreach (Rune rune in Encoding.UTF8.GetString(text).EnumerateRunes())
        {
            lines.Text(Rune.IsControl(rune) ? "?"u8 : utf8[..rune.EncodeToUtf8(utf8)]);
        }
    }

    private void AddCollapsed(in Collapsed collapsed, Instrument instrument)
    {
        if (!collapsed.IsMany)
        {
            return;
        }

        lines.Text("  (one for "u8);
        lines.Number((ulong)collapsed.Count);
        lines.Text(", "u8);
        lines.Text(CauseWords.Of(collapsed.Cause));
        if (collapsed.HasQuoteSummary)
        {
            lines.Text("; bid "u8);
            AddRange(collapsed.BidLow, collapsed.BidHigh, instrument);
            lines.Text(", ask "u8);
            AddRange(collapsed.AskLow, collapsed.AskHigh, instrument);
        }

        if (collapsed.HasTradeSums)
        {
            lines.Text("; volume "u8);
            lines.Decimal(collapsed.Volume, instrument.SizeScale);
            lines.Text(" at "u8);
            AddRange(collapsed.Low, collapsed.High, instrument);
        }

        lines.Text(")"u8);
    }

    private void AddRange(long low, long high, Instrument instrument)
    {
        if (low == Tick.NoPrice)
        {
            lines.Text("-"u8);
            return;
        }

        lines.Decimal(low, instrument.PriceScale);
        lines.Text(".."u8);
        lines.Decimal(high, instrument.PriceScale);
    }

    private void AddSide(bool present, long price, long size, Instrument instrument)
    {
        if (!present)
        {
            lines.Text("-"u8);
            return;
        }

        lines.Decimal(price, instrument.PriceScale);
        lines.Text(" x "u8);
        lines.Decimal(size, instrument.SizeScale);
    }
}
