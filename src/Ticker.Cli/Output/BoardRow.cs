using Spectre.Console;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Output;

/// <summary>One instrument's line on the board: its newest quote, trade and state.</summary>
internal sealed class BoardRow(Instrument instrument)
{
    private Tick _quote;
    private Tick _trade;
    private Tick _status;
    private long _previousPrice;
    private long _ticks;

    /// <summary>Whether its values may no longer be true.</summary>
    public bool IsStale { get; set; }

    /// <summary>Takes a tick of it.</summary>
    public void Take(in ReceivedTick received)
    {
        IsStale |= received.IsStaleSnapshot;
        _ticks += Math.Max(1, received.Collapsed.Count);
        switch (received.Tick.Kind)
        {
            case TickKind.Quote:
                _quote = received.Tick;
                break;
            case TickKind.Trade:
                _previousPrice = _trade.Kind == TickKind.None ? received.Tick.Price : _trade.Price;
                _trade = received.Tick;
                break;
            case TickKind.Status:
                _status = received.Tick;
                break;
        }
    }

    /// <summary>Its cells, as markup.</summary>
    public string[] Cells()
    {
        bool bid = _quote.Kind == TickKind.Quote && _quote.HasBid;
        bool ask = _quote.Kind == TickKind.Quote && _quote.HasAsk;
        bool traded = _trade.Kind == TickKind.Trade;
        return
        [
            Markup.Escape(instrument.FullName),
            bid ? Size(_quote.BidSize) : "",
            bid ? $"[green]{Price(_quote.BidPrice)}[/]" : "",
            ask ? $"[red]{Price(_quote.AskPrice)}[/]" : "",
            ask ? Size(_quote.AskSize) : "",
            traded ? $"{Direction()}{Price(_trade.Price)}" : "",
            traded ? Size(_trade.Size) : "",
            _ticks.ToString(System.Globalization.CultureInfo.InvariantCulture),
            State(),
        ];
    }

    private string Direction() => _trade.Price > _previousPrice ? "▲ " : _trade.Price < _previousPrice ? "▼ " : "";

    private string State()
    {
        string state = _status.Kind == TickKind.Status ? System.Text.Encoding.UTF8.GetString(TickWords.State(_status.State)) : "";
        return IsStale ? $"[yellow]{$"stale {state}".TrimEnd()}[/]" : state;
    }

    private string Price(long mantissa) => DecimalText.ToText(mantissa, instrument.PriceScale);

    private string Size(long mantissa) => DecimalText.ToText(mantissa, instrument.SizeScale);
}
