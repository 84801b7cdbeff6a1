using Ticker.Protocol;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Holds what a tick says that it stands for against the ticks that it stands for.</summary>
internal static class CollapseCheck
{
    public static void Check(in Tick tick, in Collapsed told, ReadOnlySpan<Tick> stoodFor)
    {
        Promise.Kept(told.FirstSequence == stoodFor[0].Sequence, $"{tick} says that it stands for ticks from #{told.FirstSequence}; the first was #{stoodFor[0].Sequence}");
        Promise.Kept(told.Cause is >= CollapseCause.Rate and <= CollapseCause.Server, $"{tick} was collapsed for no cause: {told}");
        if (tick.Kind == TickKind.Trade)
        {
            CheckSums(in tick, in told, stoodFor);
        }
        else if (told.HasQuoteSummary)
        {
            CheckExtremes(in tick, in told, stoodFor);
        }
    }

    private static void CheckSums(in Tick tick, in Collapsed told, ReadOnlySpan<Tick> stoodFor)
    {
        (Int128 volume, Int128 notional, long high, long low) = (0, 0, long.MinValue, long.MaxValue);
        foreach (ref readonly Tick one in stoodFor)
        {
            volume += one.Size;
            notional += (Int128)one.Price * one.Size;
            high = Math.Max(high, one.Price);
            low = Math.Min(low, one.Price);
        }

        Promise.Kept(
            told.HasTradeSums && told.Volume == volume && told.Notional == notional && told.High == high && told.Low == low,
            $"{tick} stands for volume {volume}, notional {notional}, high {high}, low {low}, but tells {told}");
    }

    private static void CheckExtremes(in Tick tick, in Collapsed told, ReadOnlySpan<Tick> stoodFor)
    {
        (long bidHigh, long bidLow, long askHigh, long askLow) = (Tick.NoPrice, Tick.NoPrice, Tick.NoPrice, Tick.NoPrice);
        foreach (ref readonly Tick one in stoodFor)
        {
            (bidHigh, bidLow) = Stretch(bidHigh, bidLow, one.BidPrice);
            (askHigh, askLow) = Stretch(askHigh, askLow, one.AskPrice);
        }

        Promise.Kept(
            told.BidHigh == bidHigh && told.BidLow == bidLow && told.AskHigh == askHigh && told.AskLow == askLow,
            $"{tick} stands for bids {bidLow}..{bidHigh} and asks {askLow}..{askHigh}, but tells {told}");
    }

    private static (long High, long Low) Stretch(long high, long low, long price) =>
        price == Tick.NoPrice ? (high, low)
        : high == Tick.NoPrice ? (price, price)
        : (Math.Max(high, price), Math.Min(low, price));
}
