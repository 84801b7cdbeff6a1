using Ticker.Engine.Access;
using Ticker.Server.Access;
using Ticker.Server.Tests.Access;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Server.Tests.Metrics;

/// <summary>Operators see who is not let in and who is put out: each once, under its reason and no other.</summary>
public sealed class RefusalMetricsTests
{
    private const string Refusals = "ticker.connection.refusals";
    private const string Faults = "ticker.subscriber.faults";
    private const string OfAProxy = "X-Forwarded-For: 203.0.113.7";

    /// <summary>What breaks the rules, by what it is counted as. Names only, so that each is a case of its own.</summary>
    private static readonly Dictionary<string, byte[]> Broken = new()
    {
        ["protocol"] = Build(Final | Text, "x"u8, masked: false),
        ["payload"] = Build(Final | Text, [0xff]),
        ["too_long"] = Build(Final | Text, [], promised: 1 << 30),
        ["malformed"] = Join(Enumerable.Repeat(TextOf("{"), 4)),
        ["too_many_subscriptions"] = Join(Enumerable.Range(1, 40).Select(n => TextOf($$"""{"op":"subscribe","id":{{n}},"symbols":[],"from":"now"}"""))),
        ["too_fast"] = Join(Enumerable.Repeat(TextOf("""{"op":"ping","t":1}"""), 2_000)),
    };

    public static TheoryData<string> BrokenNames => [.. Broken.Keys];

    [Fact]
    public async Task Unauthorized_WithoutAKeyByHttpAndWithAWrongOneBySocket_AreCountedAndOneLineInTheLog()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer __ = server;
        using var meter = new MeterReading(server.Server);
        using HttpClient nobody = server.Http();
        using HttpResponseMessage answer = await nobody.GetAsync(new Uri("/v1/instruments", UriKind.Relative));
        await UntilOnlyAsync(meter, Refusals, "unauthorized");
        Assert.Empty(server.Server.Log.Of(3005));

        string wrong = ApiKey.Create().Reveal();
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {wrong}"));
        await UntilOnlyAsync(meter, Refusals, "unauthorized", 2);
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.AuthAsync(wrong);
        Assert.Equal((4401, "invalid_token"), await peer.CloseAsync());
        await UntilOnlyAsync(meter, Refusals, "unauthorized", 3);
        Assert.Equal("127.0.0.1", Assert.Single(server.Server.Log.Of(3005)).Values["Address"]);
    }

    [Fact]
    public async Task AuthDeadline_OfASocketThatSaysNothing_IsCounted()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything, "Access:AuthDeadline=00:00:00.1");
        await using AccessServer __ = server;
        using var meter = new MeterReading(server.Server);
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        Assert.Equal((4408, "auth_deadline"), await peer.CloseAsync());
        await UntilOnlyAsync(meter, Refusals, "auth_deadline");
    }

    [Fact]
    public async Task Forbidden_ToAKeyThatMayOnlyPublish_IsCountedByHttpAndBySocket()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(new Entitlements { Feeds = NameScope.All, Venues = NameScope.All });
        await using AccessServer _ = server;
        using var meter = new MeterReading(server.Server);
        Assert.Equal(403, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        await UntilOnlyAsync(meter, Refusals, "forbidden");
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.AuthAsync(key.Reveal());
        Assert.Equal((4403, "forbidden"), await peer.CloseAsync());
        await UntilOnlyAsync(meter, Refusals, "forbidden", 2);
        Assert.Empty(server.Server.Log.Of(3005));
    }

    [Fact]
    public async Task KeyLimit_BeyondTheConnectionsOfAKey_IsCountedByHttpAndBySocket()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MaxConnections = 1 });
        await using AccessServer _ = server;
        using var meter = new MeterReading(server.Server);
        using AccessPeer first = await AccessPeer.ConnectAsync(server, key.Reveal());
        Assert.Equal(429, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        await UntilOnlyAsync(meter, Refusals, "key_limit");
        using AccessPeer late = await AccessPeer.ConnectAsync(server);
        await late.AuthAsync(key.Reveal());
        Assert.Equal((4409, "too_many_connections"), await late.CloseAsync());
        await UntilOnlyAsync(meter, Refusals, "key_limit", 2);
    }

    [Theory]
    [InlineData("origin", 403, "/v1/stream", "Origin: http://evil.example")]
    [InlineData("origin", 403, "/v1/events?symbols=*", "Origin: http://evil.example")]
    [InlineData("host", 421, "/v1/instruments", "Host: evil.example", "Http:Hosts:0=ticker.example")]
    [InlineData("server_limit", 503, "/v1/stream", OfAProxy, "WebSockets:MaxConnections=1")]
    [InlineData("server_limit", 503, "/v1/events?symbols=*", OfAProxy, "Roads:MaxConnections=1")]
    [InlineData("address_limit", 429, "/v1/stream", OfAProxy, "WebSockets:MaxPerAddress=1", "Proxies:Trusted:0=127.0.0.1")]
    [InlineData("address_limit", 429, "/v1/events?symbols=*", OfAProxy, "Roads:MaxPerAddress=1", "Proxies:Trusted:0=127.0.0.1")]
    public async Task Refused_AtTheDoor_IsCountedOnce(string reason, int status, string path, string header, params string[] settings)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(settings);
        using var meter = new MeterReading(server);
        using RawPeer? first = reason.EndsWith("limit", StringComparison.Ordinal) ? await RawPeer.ConnectAsync(server, Request(path, header)) : null;
        Assert.True(first is null || (await first.ReadHeadAsync()).Status < 300);
        using RawPeer refused = await RawPeer.ConnectAsync(server, Request(path, header));
        Assert.Equal(status, (await refused.ReadHeadAsync()).Status);
        await UntilOnlyAsync(meter, Refusals, reason);
    }

    [Fact]
    public async Task Memory_WithNoRoomForAConnection_IsCounted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("MemoryBudget=1048576", "WebSockets:MaxMessage=4194304");
        using var meter = new MeterReading(server);
        var open = new List<RawPeer>();
        int status;
        do
        {
            open.Add(await RawPeer.ConnectAsync(server, Handshakes.With(Handshakes.Json)));
            status = (await open[^1].ReadHeadAsync()).Status;
        }
        while (status == 101);
        Assert.Equal(503, status);
        await UntilOnlyAsync(meter, Refusals, "memory");
        open.ForEach(peer => peer.Dispose());
    }

    [Fact]
    public async Task Draining_ARequest_IsCounted()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var meter = new MeterReading(server);
        server.Pipeline.Drain();
        using RawPeer peer = await RawPeer.ConnectAsync(server, Request("/v1/snapshot?symbols=*", OfAProxy));
        Assert.Equal(503, (await peer.ReadHeadAsync()).Status);
        await UntilOnlyAsync(meter, Refusals, "draining");
    }

    [Theory]
    [MemberData(nameof(BrokenNames))]
    public async Task PutOut_ForWhatItSent_IsCountedOnce(string reason)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:MaxSubscriptions=2");
        using var meter = new MeterReading(server);
        using RawPeer peer = await RawPeer.OpenAsync(server);
        await peer.TrySendAsync(Broken[reason]);
        RawFrame close = await peer.ReadFrameAsync(CloseCode);
        await peer.TrySendAsync(Close(close.Code));
        await UntilOnlyAsync(meter, Faults, reason);
        await UntilOnlyAsync(meter, Refusals, "unauthorized", 0);
    }

    [Theory]
    [InlineData(1000)]
    [InlineData(1002)]
    [InlineData(4400)]
    public async Task Left_ByItself_IsNoFaultWhateverItCallsIt(int code)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var meter = new MeterReading(server);
        using (RawPeer peer = await RawPeer.OpenAsync(server))
        {
            await peer.SendAsync(Close(code));
            await peer.ReadFrameAsync(CloseCode);
        }

        await server.UntilEmptyAsync();
        await UntilOnlyAsync(meter, Faults, "protocol", 0);
    }

    private static string Request(string path, string header) => path == "/v1/stream" ? Handshakes.With(Handshakes.Json, header)
        : Handshakes.Request($"GET {path} HTTP/1.1", header.StartsWith("Host", StringComparison.Ordinal) ? [header] : ["Host: localhost", header]);

    // Waits for the count of one reason; all others have to be none.
    private static async Task UntilOnlyAsync(MeterReading meter, string name, string reason, long count = 1)
    {
        string wanted = $"{name}{{reason={reason}}}";
        IReadOnlyDictionary<string, long> told = meter.Read();
        await Patience.UntilAsync(() => (told = meter.Read())[wanted] == count, () => string.Join('\n', told.Where(figure => figure.Key.StartsWith(name, StringComparison.Ordinal))));
        Assert.All(told.Where(figure => figure.Key.StartsWith(name, StringComparison.Ordinal) && figure.Key != wanted), figure => Assert.Equal((figure.Key, 0), (figure.Key, figure.Value)));
    }
}
