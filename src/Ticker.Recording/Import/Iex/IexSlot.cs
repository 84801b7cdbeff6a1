using Ticker.Model;

namespace Ticker.Recording.Import.Iex;

/// <summary>What is remembered of an instrument between its messages.</summary>
internal struct IexSlot
{
    /// <summary>The trading state that the last trading status told; unknown before the first.</summary>
    public TradingState State;

    /// <summary>Whether it is halted for the venue's own reasons, which goes before the state.</summary>
    public bool IsOperationallyHalted;

    /// <summary>How many gaps there had been at its last tick.</summary>
    public int Gaps;
}
