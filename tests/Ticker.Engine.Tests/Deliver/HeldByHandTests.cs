using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Subscribers that an operator holds to a least interval.</summary>
public sealed class HeldByHandTests
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(100);

    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public HeldByHandTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B");
        _pipeline.Run();
    }

    [Theory]
    [InlineData(DeliveryMode.Latest, null, CollapseCause.Server)]
    [InlineData(DeliveryMode.Interval, 200, CollapseCause.Server)]
    [InlineData(DeliveryMode.Interval, 2_050, CollapseCause.Rate)]
    public async Task Hold_WhileQuotesCome_GivesOneAnIntervalAndNamesWhoseItIs(DeliveryMode mode, int? interval, CollapseCause cause)
    {
        TestClient client = _pipeline.Join().Subscribe(To(1, mode, interval));
        await HoldAsync(client, 1_050);
        Flow(steps: 40);

        int intervals = 4_000 / Math.Max(1_050, interval ?? 0);
        Assert.InRange(client.Peer.TicksOf(1, live: true).Count, intervals, intervals + 1);
        SubscriptionReport report = await ReportAsync(client);
        Assert.Equal((cause, cause == CollapseCause.Server ? 1_050 : 0), (report.Cause, report.FloorMs));
        Statement statement = report.Statement;
        Assert.Equal(statement.Matched, statement.Delivered + statement.ConflatedByRate + statement.ConflatedByServer + statement.Pending);
        Assert.Equal(0, cause == CollapseCause.Server ? statement.ConflatedByRate : statement.ConflatedByServer);
    }

    [Fact]
    public async Task Hold_Lifted_GivesAllAgainAndTellsBoth()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        int pages = client.Peer.Controls<Subscribed>().Count();
        await HoldAsync(client, 1_000);
        Flow(steps: 20);
        int held = client.Peer.TicksOf(1, live: true).Count;
        await HoldAsync(client, 0);
        Flow(steps: 20);

        Assert.InRange(client.Peer.TicksOf(1, live: true).Count - held, 20, 21);
        Assert.Equal([NoticeCode.Conflating, NoticeCode.CaughtUp], client.Peer.Controls<Notice>().Select(notice => notice.Code));
        Assert.All(client.Peer.Controls<Notice>(), notice => Assert.Null(notice.Id));
        Assert.Contains("1000 ms", client.Peer.Controls<Notice>().First().Detail, StringComparison.Ordinal);

        // What nobody asked for is not answered: a client would take it for the answer to a change of its own.
        Assert.Equal(pages, client.Peer.Controls<Subscribed>().Count());
        Assert.Equal(_pipeline.Tape[^1].BidPrice, client.Peer.TicksOf(1, live: true)[^1].BidPrice);
    }

    [Fact]
    public async Task Hold_OfModeAll_LosesNothing()
    {
        TestClient client = _pipeline.Join().Subscribe(To(1, DeliveryMode.All));
        await HoldAsync(client, 1_000);
        Flow(steps: 30);
        Assert.Equal(30, client.Peer.TicksOf(1, live: true).Count);
        Assert.Equal(0, (await ReportAsync(client)).FloorMs);

        // Until its client no longer wants every tick.
        client.Post(new ModifyMessage { Id = 1, Mode = DeliveryMode.Latest });
        _pipeline.Run();
        Flow(steps: 30);
        Assert.InRange(client.Peer.TicksOf(1, live: true).Count, 33, 34);
    }

    [Fact]
    public async Task Hold_OfTrades_GivesEachOfThem()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        await HoldAsync(client, 1_000);
        for (int n = 1; n <= 30; n++)
        {
            _feed.SendQuote("X:A", n).SendTrade("X:A", n).Flush();
            _pipeline.Pass(Step);
        }

        Assert.Equal(30, client.Peer.TicksOf(1, live: true).Count(tick => tick.Kind == TickKind.Trade));
    }

    [Fact]
    public async Task Hold_OfSubscriptionsThatBeginOrChangeLater_IsInForceThere()
    {
        TestClient client = _pipeline.Join();
        await HoldAsync(client, 1_000);
        client.Subscribe(1, "X:A");
        client.Post(new ModifyMessage { Id = 1, Add = ["X:B"], Mode = DeliveryMode.Interval, IntervalMs = 10 });
        _pipeline.Run();
        Flow(steps: 30);
        Assert.InRange(client.Peer.TicksOf(1, live: true).Count, 3, 4);
        Assert.Equal(1_000, (await ReportAsync(client)).FloorMs);
    }

    [Fact]
    public async Task Hold_OfOneOfTwoInStep_LeavesTheOtherAsItIs()
    {
        TestClient held = _pipeline.Join().Subscribe(1, "*");
        TestClient other = _pipeline.Join().Subscribe(1, "*");
        await HoldAsync(held, 1_000);
        Flow(steps: 30);
        Assert.Equal(30, other.Peer.TicksOf(1, live: true).Count);
        Assert.InRange(held.Peer.TicksOf(1, live: true).Count, 3, 4);
        await HoldAsync(held, 0);
        Flow(steps: 5);

        // With nothing waiting for either they are one cohort again.
        Assert.True((await ReportAsync(held)).IsInStep);
        held.Subscriber.PeerGone();
        other.Subscriber.PeerGone();
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public async Task Hold_SetAndLiftedWhileChangesWait_EndsAsItWasSetLast()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Post(new ModifyMessage { Id = 1, Add = ["X:B"] });
        Task<HoldReport?>[] asked = [.. new[] { 500, 0, 2_000, 1_000 }.Select(ms => client.Subscriber.HoldAsync(ms, default))];
        client.Post(new ModifyMessage { Id = 1, Remove = ["X:B"] });
        _pipeline.Run();
        await Task.WhenAll(asked);
        Flow(steps: 30);
        Assert.InRange(client.Peer.TicksOf(1, live: true).Count, 3, 4);
        Assert.Equal(1_000, (await ReportAsync(client)).FloorMs);

        // Each change of its own is answered, and nothing else is.
        Assert.Equal(3, client.Peer.Controls<Subscribed>().Count());
    }

    [Theory]
    [InlineData("X:A")]
    [InlineData("X:A*")]
    public async Task Hold_OfWhatHasTakenAnothersName_KeepsTheOtherAndWhatWaitsOfIt(string symbol)
    {
        TestClient client = _pipeline.Join().Subscribe(1, symbol);
        await HoldAsync(client, 1_000);
        _feed.SendQuote("X:A", 100).Flush();
        _pipeline.Run();
        _feed.SendQuote("X:A", 101).Flush();
        _pipeline.Run();
        Assert.Equal(Engine.Normalize.RejectReason.None, _feed.TryDefine("X:A", priceScale: 4));
        _feed.SendQuote("X:A", 10_200).Flush();
        _pipeline.Run();
        await HoldAsync(client, 0);
        _pipeline.Pass(Step);
        Assert.Equal([100, 10_200, 101], client.Peer.TicksOf(1, live: true).Select(tick => tick.BidPrice));
        Assert.Equal((3L, 0L), ((await ReportAsync(client)).Statement.Delivered, (await ReportAsync(client)).Statement.Discarded));
        Assert.Equal(2, client.Peer.Controls<Subscribed>().SelectMany(page => page.Instruments).Count());
        client.Subscriber.PeerGone();
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public async Task Hold_WithoutMemoryForIt_SaysSoEachTimeUntilThereIsSome()
    {
        TestClient client = _pipeline.Join().Subscribe(7, "*");
        long rest = _pipeline.Memory.Left;
        Assert.True(_pipeline.Memory.TryTake(rest));
        for (int n = 0; n < 3; n++)
        {
            Assert.Equal([7], (await TryHoldAsync(client, 1_000)).Refused);
            Assert.Equal(0, (await ReportAsync(client)).FloorMs);
        }

        _pipeline.Memory.Give(rest);
        await HoldAsync(client, 1_000);
        Assert.Equal(1_000, (await ReportAsync(client)).FloorMs);
        Flow(steps: 30);
        Assert.InRange(client.Peer.TicksOf(7, live: true).Count, 3, 4);

        // Its client is told once, and of no refusal: it has asked for nothing.
        Assert.Equal(NoticeCode.Conflating, Assert.Single(client.Peer.Controls<Notice>()).Code);
        Assert.Empty(client.Peer.Controls<ErrorReply>());
        client.Subscriber.PeerGone();
        _pipeline.AssertNothingLeft();
    }

    [Fact]
    public async Task Hold_OfOneThatIsStillReadForTheFirstTime_IsNotWaitedForAndComesTrueLater()
    {
        _pipeline.WorkersRun = false;
        TestClient client = _pipeline.Join().Post(new SubscribeMessage { Id = 1, Symbols = ["*"], From = StartFrom.At(new UnixNanos(1)) });
        _pipeline.Run();
        Assert.Empty((await TryHoldAsync(client, 1_000)).Refused);
        _pipeline.WorkersRun = true;
        Flow(steps: 30);
        Assert.Equal(1_000, (await ReportAsync(client)).FloorMs);
    }

    [Fact]
    public async Task Hold_OfOneThatIsGone_TellsSo()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "*");
        client.Subscriber.PeerGone();
        _pipeline.Run();
        Task<HoldReport?> holding = client.Subscriber.HoldAsync(1_000, default);
        Task<SubscriberReport?> reporting = client.Subscriber.ReportAsync(default);
        _pipeline.Run();
        Assert.Null(await holding);
        Assert.Null(await reporting);
    }

    private static SubscribeMessage To(int id, DeliveryMode mode, int? interval = null) => new() { Id = id, Symbols = ["*"], Mode = mode, IntervalMs = interval };

    private async Task HoldAsync(TestClient client, int floorMs)
    {
        HoldReport held = await TryHoldAsync(client, floorMs);
        Assert.Empty(held.Refused);
        Assert.Equal(floorMs, held.Subscriber.FloorMs);
    }

    private async Task<HoldReport> TryHoldAsync(TestClient client, int floorMs)
    {
        Task<HoldReport?> asked = client.Subscriber.HoldAsync(floorMs, default);
        _pipeline.Run();
        return (await asked)!;
    }

    private async Task<SubscriptionReport> ReportAsync(TestClient client)
    {
        Task<SubscriberReport?> asked = client.Subscriber.ReportAsync(default);
        _pipeline.Run();
        return Assert.Single((await asked)!.Subscriptions);
    }

    // A quote of X:A every 100 ms; intervals end between two.
    private void Flow(int steps)
    {
        for (int n = 1; n <= steps; n++)
        {
            _feed.SendQuote("X:A", n).Flush();
            _pipeline.Pass(Step, TimeSpan.FromMilliseconds(10));
        }
    }
}
