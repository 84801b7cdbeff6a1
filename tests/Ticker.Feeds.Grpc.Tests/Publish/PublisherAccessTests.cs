using Ticker.Engine.Access;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Model = Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Publish;

/// <summary>Who may publish, and what.</summary>
public sealed class PublisherAccessTests
{
    private readonly KnownPublishers _known = new();
    private readonly AccessGate _gate;

    public PublisherAccessTests()
    {
        _gate = new AccessGate(new GateOptions(), [_known], TimeProvider.System);
        _known.Add("nasdaq", new Entitlements { Feeds = new NameScope(["nasdaq"]), Venues = new NameScope(["XNAS"]) });
        _known.Add("reader", new Entitlements { Symbols = SymbolScope.All });
    }

    [Theory]
    [InlineData(null, GrpcStatusCode.Unauthenticated)]
    [InlineData("", GrpcStatusCode.Unauthenticated)]
    [InlineData("nasdaq", GrpcStatusCode.Unauthenticated)]
    [InlineData("Basic nasdaq", GrpcStatusCode.Unauthenticated)]
    [InlineData("Bearer other", GrpcStatusCode.Unauthenticated)]
    [InlineData("Bearer reader", GrpcStatusCode.PermissionDenied)]
    public async Task Publish_WithoutAKeyThatMay_EndsBeforeAMessageIsRead(string? authorization, GrpcStatusCode expected)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(gate: _gate);
        (string, string)[] headers = authorization is null ? [] : [("authorization", authorization)];
        await using var feed = new TestFeed(host, headers);

        // Nothing was sent.
        Assert.Equal(expected, (await feed.Call.StatusAsync()).Code);
        Assert.Empty(host.Feeds.Feeds);
        Assert.Equal(0, _gate.Admissions);
        bool isKnown = expected == GrpcStatusCode.PermissionDenied;
        Assert.Equal((isKnown ? 0 : 1, isKnown ? 1 : 0), (_gate.Refusals.Of(RefusalReason.Unauthorized), _gate.Refusals.Of(RefusalReason.Forbidden)));
    }

    [Fact]
    public async Task Publish_AnotherFeed_IsPermissionDenied()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(gate: _gate);
        await using var feed = new TestFeed(host, ("authorization", "Bearer nasdaq"));
        await feed.SendAsync(TestFeed.Hello("nyse"));
        Assert.Equal(GrpcStatusCode.PermissionDenied, (await feed.Call.StatusAsync()).Code);
        Assert.Empty(host.Feeds.Feeds);
        Assert.Equal(1, _gate.Refusals.Of(RefusalReason.Forbidden));
    }

    [Fact]
    public async Task Publish_AnotherVenue_IsRejectedTickByTickAndTheStreamGoesOn()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(gate: _gate);
        await using var feed = new TestFeed(host, ("authorization", "Bearer nasdaq"));
        await feed.HelloAsync("nasdaq");
        await feed.DefineAsync(2, "XNYS", "IBM");
        Reject definition = await feed.RejectAsync();
        Assert.Equal((0ul, RejectReason.VenueNotAllowed), (definition.Sequence, definition.Reason));
        await feed.DefineAsync();
        await feed.SendAsync(TestFeed.Trade(1, instrument: 2), TestFeed.Trade(2));

        Reject reject = await feed.RejectAsync();

        Assert.Equal((1ul, RejectReason.VenueNotAllowed), (reject.Sequence, reject.Reason));
        Assert.Equal(2ul, (await feed.AckAsync(2)).RejectedTotal);
        Assert.Equal(2ul, (await host.NextAsync(Model.TickKind.Trade)).TradeId);
        Assert.Equal(1, host.Instruments.Count);
    }

    [Fact]
    public async Task Publish_WithAKeyThatIsRevoked_EndsUnauthenticated()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(gate: _gate);
        await using var feed = new TestFeed(host, ("authorization", "Bearer nasdaq"));
        await feed.HelloAsync("nasdaq");
        _gate.Look();
        await feed.DefineAsync();
        await feed.SendAsync(TestFeed.Trade(1));
        await feed.AckAsync(1);
        _known.Remove("nasdaq");
        _gate.Look();
        Assert.Equal(GrpcStatusCode.Unauthenticated, (await feed.Call.StatusAsync()).Code);
        await Patience.UntilAsync(() => _gate.Admissions == 0);
    }

    [Fact]
    public async Task Publish_MoreStreamsThanTheKeyMay_IsResourceExhausted()
    {
        _known.Add("one", new Entitlements { Feeds = NameScope.All, Venues = NameScope.All, MaxConnections = 1 });
        await using FeedDoorHost host = await FeedDoorHost.StartAsync(gate: _gate);
        await using var first = new TestFeed(host, ("authorization", "Bearer one"));
        await first.HelloAsync();
        await using var second = new TestFeed(host, ("authorization", "Bearer one"));
        Assert.Equal(GrpcStatusCode.ResourceExhausted, (await second.Call.StatusAsync()).Code);
        Assert.Equal(1, _gate.Refusals.Of(RefusalReason.KeyLimit));
    }
}
