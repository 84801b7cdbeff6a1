using Ticker.Engine.Normalize;

namespace Ticker.Engine.Tests.Normalize;

public sealed class NormalizerTests
{
    private const long Far = Tick.MaxMantissa + 1;

    private static readonly UnixNanos Now = new(1_723_127_400_000_000_000);
    private static readonly Tick Quote = new() { Kind = TickKind.Quote, BidPrice = 10, BidSize = 1, AskPrice = 11, AskSize = 1 };
    private static readonly Tick Trade = new() { Kind = TickKind.Trade, Price = 10, Size = 1 };

    private readonly Normalizer _normalizer = new(new FeedOptions());

    [Fact]
    public void Check_FitTicks_AreTaken()
    {
        Tick[] fit =
        [
            Quote, Trade, Tick.ForStatus(1, TradingState.PreOpen, ""u8),
            Quote with { BidPrice = Tick.NoPrice, BidSize = 0 }, Quote with { AskPrice = Tick.NoPrice, AskSize = 0 },
            Quote with { BidPrice = -3763, AskPrice = 0 }, Quote with { BidPrice = -Tick.MaxMantissa, AskPrice = Tick.MaxMantissa },
            Quote with { BidSize = 0, AskSize = Tick.MaxMantissa }, Trade with { Price = -5 }, Trade with { Size = 0 },
            Quote with { EventTime = UnixNanos.None }, Quote with { EventTime = new UnixNanos(1) },
            Quote with { EventTime = new UnixNanos(Now.Value + 60_000_000_000) },
        ];
        Assert.All(fit, tick => Assert.Equal(RejectReason.None, Check(tick)));
    }

    [Fact]
    public void Check_UnfitTicks_AreRefusedWithTheirReason()
    {
        (Tick Tick, RejectReason Reason)[] unfit =
        [
            (default, RejectReason.NoBody), (Tick.ForDefinition(1, 1, Now), RejectReason.NoBody), (Tick.ForFeedState(1, FeedState.Live, 1, Now), RejectReason.NoBody),
            (new Tick { Kind = (TickKind)4 }, RejectReason.NoBody),
            (Quote with { BidPrice = Tick.NoPrice, AskPrice = Tick.NoPrice }, RejectReason.NeitherSide),
            (Quote with { BidSize = -1 }, RejectReason.NegativeSize), (Quote with { AskSize = -1 }, RejectReason.NegativeSize),
            (Trade with { Size = -1 }, RejectReason.NegativeSize),
            (Quote with { BidPrice = Far }, RejectReason.OutOfRange), (Quote with { BidPrice = -Far }, RejectReason.OutOfRange),
            (Quote with { AskPrice = long.MaxValue }, RejectReason.OutOfRange), (Quote with { AskPrice = long.MinValue + 1 }, RejectReason.OutOfRange),
            (Quote with { BidSize = Far }, RejectReason.OutOfRange), (Quote with { AskSize = long.MaxValue }, RejectReason.OutOfRange),
            (Trade with { Price = Far }, RejectReason.OutOfRange), (Trade with { Price = Tick.NoPrice }, RejectReason.OutOfRange),
            (Trade with { Size = Far }, RejectReason.OutOfRange),
            (Quote with { EventTime = new UnixNanos(Now.Value + 60_000_000_001) }, RejectReason.EventTime),
            (Trade with { EventTime = new UnixNanos(long.MaxValue) }, RejectReason.EventTime), (Trade with { EventTime = new UnixNanos(-1) }, RejectReason.EventTime),
            (Tick.ForStatus(1, TradingState.Unknown, ""u8), RejectReason.BadState), (Tick.ForStatus(1, (TradingState)6, ""u8), RejectReason.BadState),
        ];
        Assert.All(unfit, one => Assert.Equal(one.Reason, Check(one.Tick)));
    }

    [Fact]
    public void Check_CrossedOrLocked_IsToldAndTakenUnlessSetOtherwise()
    {
        var strict = new Normalizer(new FeedOptions { RejectCrossed = true });
        foreach (long bid in new long[] { 11, 12 })
        {
            Assert.Equal(RejectReason.None, _normalizer.Check(Quote with { BidPrice = bid }, Now, out bool crossed));
            Assert.True(crossed);
            Assert.Equal(RejectReason.Crossed, strict.Check(Quote with { BidPrice = bid }, Now, out _));
        }

        Assert.Equal(RejectReason.None, strict.Check(Quote with { AskPrice = Tick.NoPrice }, Now, out bool oneSided));
        Assert.False(oneSided);
    }

    private RejectReason Check(Tick tick) => _normalizer.Check(in tick, Now, out _);
}
