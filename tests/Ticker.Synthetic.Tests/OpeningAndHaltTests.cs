using System.Text;
using Ticker.Model;

namespace Ticker.Synthetic.Tests;

public class OpeningAndHaltTests
{
    private static readonly MarketRun Run = new(new SyntheticMarketOptions { Seed = 3, HaltInterval = TimeSpan.FromSeconds(10) }, TimeSpan.FromMinutes(10));

    [Fact]
    public void Opening_EveryInstrument_StatusAndQuoteInOneInstant()
    {
        for (int n = 0; n < Run.Instruments.Count; n++)
        {
            Tick status = Run.Ticks[2 * n];
            Tick quote = Run.Ticks[(2 * n) + 1];
            Assert.Equal((TickKind.Status, (uint)n + 1, MarketRun.Start, TickFlags.Snapshot), (status.Kind, status.Instrument, status.EventTime, status.Flags));
            Assert.Equal((TickKind.Quote, (uint)n + 1, MarketRun.Start, TickFlags.Snapshot), (quote.Kind, quote.Instrument, quote.EventTime, quote.Flags));
            Assert.Contains(status.State, new[] { TradingState.Trading, TradingState.PreOpen });
            Assert.True(quote.HasBid && quote.HasAsk);
        }

        Assert.DoesNotContain(Run.Live, tick => tick.Flags != TickFlags.None);
    }

    [Fact]
    public void Opening_SomeEquitiesAndFutures_OpenLaterWithAnAuction()
    {
        uint[] late = [.. Run.Ticks.Where(tick => tick is { Kind: TickKind.Status, State: TradingState.PreOpen }).Select(tick => tick.Instrument)];

        Assert.NotEmpty(late);
        foreach (uint number in late)
        {
            Tick[] later = [.. Run.Live.Where(tick => tick.Instrument == number).SkipWhile(tick => tick.Kind == TickKind.Quote).Take(3)];
            Assert.Equal((TickKind.Status, TradingState.Trading), (later[0].Kind, later[0].State));
            Assert.Equal((TickKind.Trade, Side.None), (later[1].Kind, later[1].Side));
            Assert.Equal(TickKind.Quote, later[2].Kind);
            Assert.InRange(later[0].EventTime.Value - MarketRun.Start.Value, 1_000_000_000, 8_000_000_100);
        }
    }

    [Fact]
    public void Halts_WholeRun_HaveReasonsAndEnd()
    {
        Dictionary<uint, TradingState> states = [];
        HashSet<(TradingState From, TradingState To, string Reason)> steps = [];
        foreach (Tick tick in Run.Ticks.Where(tick => tick.Kind == TickKind.Status))
        {
            steps.Add((states.GetValueOrDefault(tick.Instrument), tick.State, Encoding.UTF8.GetString(tick.Reason)));
            states[tick.Instrument] = tick.State;
        }

        Assert.Equal(
            new HashSet<(TradingState From, TradingState To, string Reason)>
            {
                (TradingState.Unknown, TradingState.PreOpen, ""),
                (TradingState.Unknown, TradingState.Trading, ""),
                (TradingState.PreOpen, TradingState.Trading, ""),
                (TradingState.Trading, TradingState.Halted, "news pending"),
                (TradingState.Trading, TradingState.Paused, "volatility pause"),
                (TradingState.Halted, TradingState.Paused, "resumption auction"),
                (TradingState.Paused, TradingState.Trading, ""),
            },
            steps);
    }

    [Fact]
    public void Halts_Stopped_ShowOneSideAndThenNothingButStatus()
    {
        var stopped = new bool[Run.Instruments.Count + 1];
        var shown = new int[Run.Instruments.Count + 1];
        int stops = 0;
        foreach (Tick tick in Run.Live)
        {
            if (tick.Kind == TickKind.Status)
            {
                bool now = tick.State is TradingState.Halted or TradingState.Paused;
                stops += now && !stopped[tick.Instrument] ? 1 : 0;
                shown[tick.Instrument] = now && stopped[tick.Instrument] ? shown[tick.Instrument] : 0;
                stopped[tick.Instrument] = now;
            }
            else if (stopped[tick.Instrument])
            {
                Assert.True(tick.Kind == TickKind.Quote && tick.HasBid != tick.HasAsk, tick.ToString());
                Assert.Equal(1, ++shown[tick.Instrument]);
            }
        }

        Assert.InRange(stops, 30, 90);
    }

    [Fact]
    public void Halts_Off_NothingButTheOpening()
    {
        var calm = new MarketRun(new SyntheticMarketOptions { Halts = false, HaltInterval = TimeSpan.FromSeconds(1) }, TimeSpan.FromMinutes(1));

        Assert.DoesNotContain(calm.Live, tick => tick.Kind == TickKind.Status);
        Assert.All(calm.Ticks.Take(400).Where(tick => tick.Kind == TickKind.Status), tick => Assert.Equal(TradingState.Trading, tick.State));
    }
}
