using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;
using Ticker.Tests;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What a lane tells an operator.</summary>
public sealed class LaneReporterTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public LaneReporterTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B");
        _pipeline.Run();
    }

    [Fact]
    public async Task Report_OfOneThatTakesNothing_IsSlowAndBalances()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        client.Sink.Capacity = 0;
        for (int n = 1; n <= 10; n++)
        {
            _feed.SendQuote("X:A", n).SendTrade("X:B", n).Flush();
            _pipeline.Run();
        }

        SubscriberReport report = await AskAsync(client.Subscriber.ReportAsync(default));
        Assert.True(report.IsSlow && report.IsBlocked);
        SubscriptionReport one = Assert.Single(report.Subscriptions);
        Statement statement = one.Statement;
        Assert.Equal((CollapseCause.Socket, 2, false), (one.Cause, one.Instruments, one.IsInStep && one.IsPaused));
        Assert.Equal(20, statement.Matched);
        Assert.Equal(statement.Matched, statement.Delivered + statement.ConflatedBySocket + statement.ConflatedByServer + statement.Pending);
        Assert.True(statement.ConflatedBySocket > 0 && statement.Pending > 0);
    }

    [Fact]
    public async Task Report_OfOneThatKeepsUp_IsInStepAndTellsWhenItWasWrittenTo()
    {
        TestClient client = _pipeline.Join().Subscribe(7, "X:A", "Y:*");
        _pipeline.Join().Subscribe(7, "Y:*", "X:A");
        _pipeline.Pass(TimeSpan.FromSeconds(1));
        _feed.SendQuote("X:A", 1).Flush();
        _pipeline.Run();
        UnixNanos written = _pipeline.Time.Now;
        _pipeline.Time.Advance(TimeSpan.FromMilliseconds(300));
        SubscriberReport report = await AskAsync(client.Subscriber.ReportAsync(default));
        SubscriptionReport one = Assert.Single(report.Subscriptions);
        Assert.False(report.IsSlow);
        Assert.Equal(written, report.LastWrite);
        Assert.Equal((7, "live", true, CollapseCause.None), (one.Statement.Id, one.Stage, one.IsInStep, one.Cause));
        Assert.Equal((1, 1, 1, "Y:*"), (one.Names, one.PatternCount, one.Instruments, Assert.Single(one.Patterns)));
        Assert.Equal((1L, _pipeline.Lane.Position), (one.Statement.Delivered, one.Position));
    }

    [Theory]
    [InlineData("pause", CollapseCause.Rate)]
    [InlineData("interval", CollapseCause.Rate)]
    [InlineData("budget", CollapseCause.Budget)]
    public async Task Report_OfOneThatIsConflated_NamesTheCause(string why, CollapseCause cause)
    {
        var pipeline = new TestPipeline(new DeliveryOptions { PendingTicks = 8 });
        TestFeed feed = pipeline.OpenFeed().Define("X:A");
        pipeline.Run();
        TestClient client = pipeline.Join().Subscribe(new SubscribeMessage
        {
            Id = 1, Symbols = ["*"], Mode = why == "interval" ? DeliveryMode.Interval : DeliveryMode.Latest, IntervalMs = why == "interval" ? 5_000 : null,
        });
        client.Sink.Capacity = why == "budget" ? 0 : int.MaxValue;
        if (why == "pause")
        {
            client.Post(new PauseMessage { Id = 1 });
            pipeline.Run();
        }

        for (int n = 1; n <= 100; n++)
        {
            feed.SendTrade("X:A", n).SendQuote("X:A", n).Flush();
            pipeline.Run();
        }

        Task<SubscriberReport?> asked = client.Subscriber.ReportAsync(default);
        pipeline.Run();
        SubscriberReport report = (await asked)!;
        Assert.Equal((cause, why == "budget"), (Assert.Single(report.Subscriptions).Cause, report.IsSlow));
    }

    [Fact]
    public async Task Report_OfManySubscriptions_HasTheFirstOfThemAndTheirNumber()
    {
        TestClient client = _pipeline.Join();
        for (int id = 1; id <= 100; id++)
        {
            client.Subscribe(id, "X:A");
        }

        SubscriberReport report = await AskAsync(client.Subscriber.ReportAsync(default));
        Assert.Equal((64, 100), (report.Subscriptions.Count, report.SubscriptionCount));
    }

    [Fact]
    public async Task Instruments_OfTwoAndOneUnknown_TellWhatWasHeardAndWhoGetsIt()
    {
        _pipeline.Join().Subscribe(1, "X:A");
        _pipeline.Join().Subscribe(1, "*");
        _feed.SendQuote("X:A", 5).SendQuote("X:A", 6).SendTrade("X:A", 7).SendStatus("X:B", TradingState.Halted).Flush();
        _pipeline.Run();
        Task<InstrumentReport[]> asked = _pipeline.Lane.ReportAsync([1, 2, 99], default);
        _pipeline.Run();
        InstrumentReport[] reports = await asked;
        Assert.Equal((6L, 7L, 2L, 1L, 2, false), (reports[0].Quote.BidPrice, reports[0].Trade.Price, reports[0].Quotes, reports[0].Trades, reports[0].Subscriptions, reports[0].IsStale));
        Assert.Equal((TradingState.Halted, TickKind.None, 1), (reports[1].Status.State, reports[1].Quote.Kind, reports[1].Subscriptions));
        Assert.Equal(((ushort)0, 0L, 0), (reports[2].Feed, reports[2].Quotes, reports[2].Subscriptions));
    }

    [Fact]
    public async Task Question_ThatFails_IsTheAskersAndNotTheLanes()
    {
        Task<int> asked = _pipeline.Lane.AskAsync<int>(() => throw new InvalidTimeZoneException("on purpose"), default);
        _pipeline.Run();
        await Assert.ThrowsAsync<InvalidTimeZoneException>(() => asked);
        _pipeline.Join().Subscribe(1, "*");
        Assert.Equal(1, _pipeline.Lane.Subscriptions);
    }

    [Fact]
    public async Task Turns_AfterSomebodyHasLooked_AllocateNothing()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        await AskAsync(client.Subscriber.ReportAsync(default));
        for (int n = 0; n < 1_000; n++)
        {
            _pipeline.Lane.Turn();
        }

        Assert.Equal(0, Allocations.LeastOf(
            () =>
            {
                for (int n = 0; n < 100; n++)
                {
                    _pipeline.Lane.Turn();
                }
            },
            times: 20));
    }

    private async Task<SubscriberReport> AskAsync(Task<SubscriberReport?> asked)
    {
        _pipeline.Run();
        return (await asked)!;
    }
}
