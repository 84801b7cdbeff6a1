using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

public sealed class PaceTests
{
    private const long Nanoseconds = 1_000_000_000;

    private static readonly SubscribeMessage Request = new() { Id = 1, Symbols = [] };

    [Theory]
    [InlineData(DeliveryMode.Latest, OnSlow.Default, OnSlow.Conflate)]
    [InlineData(DeliveryMode.Interval, OnSlow.Default, OnSlow.Conflate)]
    [InlineData(DeliveryMode.All, OnSlow.Default, OnSlow.Evict)]
    [InlineData(DeliveryMode.Latest, OnSlow.Evict, OnSlow.Evict)]
    [InlineData(DeliveryMode.All, OnSlow.Conflate, OnSlow.Conflate)]
    public void OnSlow_AskedOrNot_IsThatOfTheMode(DeliveryMode mode, OnSlow asked, OnSlow expected) =>
        Assert.Equal(expected, Pace.From(Request with { Mode = mode, OnSlow = asked }, Nanoseconds, 1).OnSlow);

    [Fact]
    public void With_AnotherMode_OnSlowFollowsUnlessItWasAsked()
    {
        var change = new ModifyMessage { Id = 1, Mode = DeliveryMode.All };
        Assert.Equal(OnSlow.Evict, Pace.From(Request, Nanoseconds, 1).With(change, Nanoseconds).OnSlow);
        Assert.Equal(OnSlow.Conflate, Pace.From(Request with { OnSlow = OnSlow.Conflate }, Nanoseconds, 1).With(change, Nanoseconds).OnSlow);
        Assert.Equal(OnSlow.Conflate, Pace.From(Request, Nanoseconds, 1).With(change with { OnSlow = OnSlow.Conflate }, Nanoseconds).OnSlow);
    }

    [Fact]
    public void With_NothingGiven_IsTheSame()
    {
        Pace pace = Pace.From(Request with { Mode = DeliveryMode.Interval, IntervalMs = 7, ConflateTrades = true, Summary = true }, Nanoseconds, 5);
        Assert.Equal(pace, pace.With(new ModifyMessage { Id = 1 }, Nanoseconds));
    }

    [Fact]
    public void With_EachThingGiven_ReplacesIt()
    {
        Pace pace = Pace.From(Request with { Kinds = TickKinds.Quote }, Nanoseconds, 5)
            .With(new ModifyMessage { Id = 1, Mode = DeliveryMode.Interval, IntervalMs = 7, ConflateTrades = true, Summary = true, OnSlow = OnSlow.Evict }, Nanoseconds);
        Assert.Equal((TickKinds.Quote, DeliveryMode.Interval, 7_000_000, true, true, OnSlow.Evict, 5), (pace.Kinds, pace.Mode, pace.Interval, pace.ConflateTrades, pace.Summary, pace.OnSlow, pace.Budget));
        pace = pace.With(new ModifyMessage { Id = 1, Mode = DeliveryMode.Latest, ConflateTrades = false, Summary = false }, Nanoseconds);
        Assert.Equal((0, false, false), (pace.Interval, pace.ConflateTrades, pace.Summary));
    }

    [Fact]
    public void With_BackToInterval_RemembersIt()
    {
        Pace pace = Pace.From(Request with { Mode = DeliveryMode.Interval, IntervalMs = 7 }, Nanoseconds, 5).With(new ModifyMessage { Id = 1, Mode = DeliveryMode.All }, Nanoseconds);
        Assert.Equal(7_000_000, pace.With(new ModifyMessage { Id = 1, Mode = DeliveryMode.Interval }, Nanoseconds).Interval);
        Assert.Null(Pace.From(Request, Nanoseconds, 5).With(new ModifyMessage { Id = 1, Mode = DeliveryMode.Interval }, Nanoseconds).IntervalMs);
    }

    [Theory]
    [InlineData(1_000_000_000, 3_600_000, 3_600_000_000_000, 1_000_000)]
    [InlineData(10_000_000, 1, 10_000, 10_000)]
    [InlineData(1_500, 1, 2, 1)]
    [InlineData(10, 1, 1, 1)]
    public void From_AnyClock_TheIntervalIsNeverShorterThanAsked(long frequency, int milliseconds, long interval, long step)
    {
        Pace pace = Pace.From(Request with { Mode = DeliveryMode.Interval, IntervalMs = milliseconds }, frequency, 1);
        Assert.Equal((interval, step), (pace.Interval, pace.ReleaseStep));
    }
}
