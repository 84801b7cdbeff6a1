using System.Runtime.CompilerServices;
using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Mailboxes;

/// <summary>
/// What waits in each of many cells: at most one quote, with its extremes if they are wanted, and one sum of trades.
/// There is memory for extremes and for trades only while something needs it. Only its lane's thread uses it.
/// </summary>
internal struct CellContents
{
    private WaitingQuote[] _quotes;
    private WaitingTrade[]? _trades;
    private QuoteExtremes[]? _extremes;

    /// <param name="room">For how many cells.</param>
    public CellContents(int room) => _quotes = new WaitingQuote[room];

    /// <summary>For how many cells there is room.</summary>
    public readonly int Room => _quotes.Length;

    /// <summary>How many quotes wait.</summary>
    public int Quotes { get; private set; }

    /// <summary>How many trades wait, each of which may stand for several.</summary>
    public int Trades { get; private set; }

    /// <summary>The bytes that it holds.</summary>
    public readonly long Held => (_quotes.LongLength * Unsafe.SizeOf<WaitingQuote>())
        + ((_trades?.LongLength ?? 0) * Unsafe.SizeOf<WaitingTrade>())
        + ((_extremes?.LongLength ?? 0) * Unsafe.SizeOf<QuoteExtremes>());

    /// <summary>The bytes that a cell takes at worst.</summary>
    public static int CostOfCell(bool extremes) =>
        Unsafe.SizeOf<WaitingQuote>() + Unsafe.SizeOf<WaitingTrade>() + (extremes ? Unsafe.SizeOf<QuoteExtremes>() : 0);

    public readonly bool HasQuote(int cell) => _quotes[cell].Waits;

    public readonly bool HasTrade(int cell) => _trades is not null && _trades[cell].Waits;

    /// <summary>Whether a quote waits, the cause of what it has overwritten is known, and there are no extremes to widen.</summary>
    public readonly bool NeedsNoMore(int cell) => _extremes is null && _quotes[cell] is { Waits: true, Cause: not CollapseCause.None };

    /// <summary>Makes room for more cells.</summary>
    public void MakeRoom(int room)
    {
        Array.Resize(ref _quotes, room);
        Resize(ref _trades, room);
        Resize(ref _extremes, room);
    }

    /// <summary>Begins or ends keeping extremes of quotes.</summary>
    public void KeepExtremes(bool wanted) => _extremes = wanted ? _extremes ?? new QuoteExtremes[Room] : null;

    /// <summary>Gives the memory for trades back, if none waits.</summary>
    public void ForgetTrades() => _trades = Trades == 0 ? null : _trades;

    /// <summary>Takes a quote in, before the slot is overwritten with it.</summary>
    /// <returns>Whether none waited.</returns>
    public bool TakeQuote(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        ref WaitingQuote quote = ref _quotes[cell];
        if (quote.Waits)
        {
            quote.Cause = cause;
            _extremes?[cell].Widen(in tick);
            return false;
        }

        quote.Begin(in tick, in slot);
        Quotes++;
        _extremes?[cell].Begin(in tick);
        return true;
    }

    /// <summary>Takes a trade in, before the slot is overwritten with it.</summary>
    /// <returns>Whether none waited.</returns>
    public bool TakeTrade(int cell, in Tick tick, in Slot slot, CollapseCause cause)
    {
        ref WaitingTrade trade = ref (_trades ??= new WaitingTrade[Room])[cell];
        if (trade.Waits)
        {
            trade.Overwrite(in tick, cause);
            return false;
        }

        trade.Begin(in tick, in slot);
        Trades++;
        return true;
    }

    /// <summary>Whether a trade's size may be added to what waits.</summary>
    public readonly bool HasRoomFor(int cell, in Tick trade, in Slot slot) => !HasTrade(cell) || _trades![cell].HasRoomFor(in trade, in slot);

    /// <summary>Whether all that waits in a cell in which something does is one quote that stands for none but itself.</summary>
    public readonly bool IsOneQuote(int cell, in Slot slot) => _trades is null && _quotes[cell].IsAlone(in slot);

    /// <summary>What the waiting quote of a cell stands for.</summary>
    public readonly Collapsed QuoteStandsFor(int cell, in Slot slot)
    {
        Collapsed collapsed = _quotes[cell].StandsFor(in slot);
        return _extremes is null ? collapsed : _extremes[cell].AddTo(in collapsed);
    }

    /// <summary>What the waiting trade of a cell stands for.</summary>
    public readonly Collapsed TradeStandsFor(int cell, in Slot slot) => _trades![cell].StandsFor(in slot);

    public void EndQuote(int cell)
    {
        _quotes[cell].End();
        Quotes--;
    }

    public void EndTrade(int cell)
    {
        _trades![cell].End();
        Trades--;
    }

    /// <summary>The same, apart.</summary>
    public readonly CellContents Clone() => this with
    {
        _quotes = [.. _quotes],
        _trades = (WaitingTrade[]?)_trades?.Clone(),
        _extremes = (QuoteExtremes[]?)_extremes?.Clone(),
    };

    /// <summary>Copies what waits in a cell to another's, in which nothing waits.</summary>
    /// <returns>Whether anything does.</returns>
    public readonly bool CopyTo(ref CellContents target, int cell, int to)
    {
        if (HasQuote(cell))
        {
            target._quotes[to] = _quotes[cell];
            target.Quotes++;
            if (_extremes is not null && target._extremes is not null)
            {
                target._extremes[to] = _extremes[cell];
            }
        }

        if (HasTrade(cell))
        {
            (target._trades ??= new WaitingTrade[target.Room])[to] = _trades![cell];
            target.Trades++;
        }

        return HasQuote(cell) || HasTrade(cell);
    }

    private static void Resize<T>(ref T[]? cells, int room)
    {
        if (cells is not null)
        {
            Array.Resize(ref cells, room);
        }
    }
}
