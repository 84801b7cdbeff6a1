using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>Which instruments are stale, and what their subscribers are told of it.</summary>
public sealed class StalenessTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public StalenessTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B");
        _feed.SendQuote("X:A", 1).SendQuote("X:B", 1).Flush();
        _pipeline.Run();
    }

    [Fact]
    public void Silence_OfAFeed_IsToldOnceWithItsInstrumentsAndEndsWhenItSpeaks()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*");
        FallSilent();
        Notice stale = Assert.Single(client.Peer.Controls<Notice>());
        Assert.Equal((1, NoticeCode.Stale, "feed alpha is silent"), (stale.Id, stale.Code, stale.Detail));
        Assert.Equal([1u, 2u], stale.References);
        Speak();
        Notice fresh = client.Peer.Controls<Notice>().Last();
        Assert.Equal((NoticeCode.Fresh, null), (fresh.Code, fresh.Detail));
        Assert.Equal([1u, 2u], fresh.References);
        Assert.Equal(2, client.Peer.Controls<Notice>().Count());
    }

    [Theory]
    [InlineData(true, "feed alpha has ended")]
    [InlineData(false, "the stream of feed alpha broke")]
    public void End_OfAFeed_IsToldUntilAnotherStreamOfItBegins(bool ended, string reason)
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        Close(_feed, ended);
        Assert.Equal((NoticeCode.Stale, reason), Assert.Single(client.Peer.Controls<Notice>()) is var stale ? (stale.Code, stale.Detail) : default);
        _pipeline.OpenFeed().Define("X:A");
        _pipeline.Run();
        Assert.Equal([1u], LastOf(client, NoticeCode.Fresh).References);
    }

    [Fact]
    public void Gap_MakesStaleUntilTheInstrumentsSnapshot()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*");
        _feed.Next++;
        _feed.SendQuote("X:A", 2).Flush();
        _pipeline.Run();
        Assert.Equal([1u, 2u], LastOf(client, NoticeCode.Stale).References);
        Assert.Equal("feed alpha has lost messages", LastOf(client, NoticeCode.Stale).Detail);
        _feed.SendQuote("X:A", 3, TickFlags.Snapshot).SendQuote("X:B", 3).Flush();
        _pipeline.Run();
        Assert.Equal([1u], LastOf(client, NoticeCode.Fresh).References);
        _feed.SendQuote("X:A", 4).SendQuote("X:B", 4, TickFlags.Snapshot).Flush();
        _pipeline.Run();
        Assert.Equal([2u], LastOf(client, NoticeCode.Fresh).References);
        Assert.Equal(3, client.Peer.Controls<Notice>().Count());
        Assert.Equal(
            [(1u, TickFlags.GapBefore | TickFlags.Stale), (1u, TickFlags.Snapshot), (2u, TickFlags.GapBefore | TickFlags.Stale), (1u, TickFlags.None), (2u, TickFlags.Snapshot)],
            client.Peer.TicksOf(1, live: true).Select(tick => (tick.Instrument, tick.Flags)));
    }

    [Fact]
    public void Gap_ThatWasInterruptedBySilence_IsNotTakenForANewOne()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*");
        _feed.Next++;
        _feed.SendQuote("X:A", 2, TickFlags.Snapshot).Flush();
        _pipeline.Run();
        Assert.Equal([2u], Assert.Single(client.Peer.Controls<Notice>()).References);
        FallSilent();
        Assert.Equal([1u], LastOf(client, NoticeCode.Stale).References);
        Speak();
        Assert.Equal([1u], LastOf(client, NoticeCode.Fresh).References);
        _feed.SendQuote("X:B", 3).Flush();
        _pipeline.Run();
        Assert.Single(client.Peer.Controls<Gap>());
    }

    [Fact]
    public void AnotherFeed_OfTheSameInstrument_TakesOverWhenTheFirstFails()
    {
        TestFeed beta = _pipeline.OpenFeed("beta").Define("X:A");
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        beta.SendQuote("X:A", 2).Flush();
        _pipeline.Run();
        Close(beta, ended: false);
        Assert.Empty(client.Peer.Controls<Notice>());

        beta = _pipeline.OpenFeed("beta").Define("X:A");
        Close(_feed, ended: false);
        Assert.Equal([1u], LastOf(client, NoticeCode.Stale).References);
        beta.SendQuote("X:A", 3).Flush();
        _pipeline.Run();
        Assert.Equal([1u], LastOf(client, NoticeCode.Fresh).References);
        _pipeline.OpenFeed().Define("X:A").SendQuote("X:A", 4).Flush();
        _pipeline.Run();
        Close(beta, ended: false);
        Assert.Equal("the stream of feed beta broke", LastOf(client, NoticeCode.Stale).Detail);
        Assert.Equal(3, client.Peer.Controls<Notice>().Count());
    }

    [Fact]
    public void FirstTick_OfAnotherFeedThanTheOneThatDefined_DecidesByWhichItGoes()
    {
        TestFeed beta = _pipeline.OpenFeed("beta").Define("X:C");
        _feed.Define("X:C").SendQuote("X:C", 1).Flush();
        TestClient client = _pipeline.Join().Subscribe(1, "X:C");
        Close(beta, ended: true);
        Assert.Empty(client.Peer.Controls<Notice>());
        Close(_feed, ended: true);
        Assert.Equal("feed alpha has ended", LastOf(client, NoticeCode.Stale).Detail);
    }

    [Theory]
    [InlineData(StartKind.Snapshot)]
    [InlineData(StartKind.Now)]
    public void Subscribe_ToStaleInstruments_IsToldAfterTheSeam(StartKind from)
    {
        _feed.Define("X:C");
        FallSilent();
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:*") with { From = from == StartKind.Now ? StartFrom.Now : StartFrom.Snapshot });
        Assert.Equal([1u, 2u, 3u], Assert.Single(client.Peer.Controls<Notice>()).References);
        Assert.Equal(["Subscribed", "Seam", "Notice"], client.Peer.Controls<ServerMessage>().Select(control => control.GetType().Name));
        Assert.Equal(
            from == StartKind.Now ? [] : [TickFlags.Stale | TickFlags.Snapshot, TickFlags.Stale | TickFlags.Snapshot],
            client.Peer.TicksOf(1).Select(tick => tick.Flags));
    }

    [Fact]
    public void Snapshot_OfWhatWasStaleAndIsFreshByTheSeam_IsFollowedByAFreshNotice()
    {
        FallSilent();
        TestClient client = _pipeline.Join();
        client.Sink.Capacity = 0;
        client.Post(new PingMessage { T = 1 });
        _pipeline.Run();
        client.Post(TestClient.To(1, "X:*"));
        _pipeline.Run();

        // Saved as it stood: stale.
        Close(_feed, ended: false);
        _pipeline.OpenFeed("beta").Define("X:A").SendQuote("X:A", 9).Flush();
        _pipeline.Run();
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        HashSet<uint> believed = [];
        foreach (Arrival arrival in client.Peer.Arrivals)
        {
            believed.UnionWith(arrival.Ticks.Where(tick => tick.Flags.HasFlag(TickFlags.Snapshot | TickFlags.Stale)).Select(tick => tick.Instrument));
            if (arrival.Control is Notice notice)
            {
                believed.ExceptWith(notice.References);
                believed.UnionWith(notice.Code == NoticeCode.Stale ? notice.References : []);
            }
        }

        Assert.Equal([2u], believed);
    }

    [Fact]
    public void Snapshot_OfAFreshInstrumentWhoseLastTickWasStale_IsNotFlagged()
    {
        _feed.Next++;
        _feed.SendQuote("X:A", 2).SendTrade("X:A", 3, flags: TickFlags.Snapshot).Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        Assert.Equal(
            [TickFlags.GapBefore | TickFlags.Snapshot, TickFlags.Snapshot],
            client.Peer.TicksOf(1).Select(tick => tick.Flags));
        Assert.Empty(client.Peer.Controls<Notice>());
    }

    [Fact]
    public void StaleAndFresh_WhileTheSubscriberTakesNothing_NeedsNoWord()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*");
        client.Sink.Capacity = 0;
        client.Post(new PingMessage { T = 1 });
        _pipeline.Run();
        FallSilent();
        Speak();
        client.Sink.Capacity = int.MaxValue;
        client.Sink.Take();
        _pipeline.Run();
        Assert.Empty(client.Peer.Controls<Notice>());
    }

    [Fact]
    public void Modify_ThatAddsAndRemoves_TellsOnlyOfWhatIsNew()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        FallSilent();
        client.Post(new ModifyMessage { Id = 1, Add = ["X:B"] });
        _pipeline.Run();
        Assert.Equal([2u], LastOf(client, NoticeCode.Stale).References);
        client.Post(new ModifyMessage { Id = 1, Remove = ["X:A"] });
        _pipeline.Run();
        Assert.Equal(2, client.Peer.Controls<Notice>().Count());
        Speak();
        Assert.Equal([2u], LastOf(client, NoticeCode.Fresh).References);
    }

    [Fact]
    public void Pause_DoesNotHoldNoticesBack()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        client.Post(new PauseMessage { Id = 1 });
        _pipeline.Run();
        FallSilent();
        Assert.Equal([1u], LastOf(client, NoticeCode.Stale).References);
    }

    [Fact]
    public void ManyInstruments_AreToldInPages()
    {
        string[] names = [.. Enumerable.Range(0, 20_000).Select(n => $"W:{n}")];
        TestFeed wide = _pipeline.OpenFeed("wide");
        foreach (string[] some in names.Chunk(500))
        {
            wide.Define(some);
            _pipeline.Run();
        }

        TestClient client = _pipeline.Join().Subscribe(1, "W:*");
        TestClient other = _pipeline.Join(WireEncoding.Json).Subscribe(2, "W:*");
        Close(wide, ended: true);
        foreach ((TestClient one, int id) in new[] { (client, 1), (other, 2) })
        {
            Notice[] notices = [.. one.Peer.Controls<Notice>()];
            Assert.All(notices, notice => Assert.InRange(notice.References.Count, 1, Notice.MaxReferences));
            Assert.Equal(names.Length, notices.SelectMany(notice => notice.References).Distinct().Count());
            Assert.Equal(names.Length, notices.Sum(notice => notice.References.Count));
        }
    }

    [Fact]
    public void InstrumentThatAppears_OfAFeedThatIsDownAlready_IsTold()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:*");
        Assert.Equal(Engine.Normalize.RejectReason.None, _feed.TryDefine("X:C"));
        _pipeline.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_pipeline.Door.CheckSilenceAsync(default).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
        _feed.Flush();
        _pipeline.Run();
        Assert.Equal([3u], LastOf(client, NoticeCode.Stale).References);
        Speak();
        Assert.Equal([1u, 2u, 3u], LastOf(client, NoticeCode.Fresh).References);
    }

    private static Notice LastOf(TestClient client, NoticeCode code) => client.Peer.Controls<Notice>().Last(notice => notice.Code == code);

    private void FallSilent()
    {
        _pipeline.Time.Advance(TimeSpan.FromSeconds(6));
        Assert.True(_pipeline.Door.CheckSilenceAsync(default).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
    }

    private void Speak()
    {
        _feed.Session.Touch();
        _feed.Flush();
        _pipeline.Run();
    }

    private void Close(TestFeed feed, bool ended)
    {
        _pipeline.Run();
        Assert.True(feed.Session.CloseAsync(ended).AsTask().IsCompletedSuccessfully);
        _pipeline.Run();
    }
}
