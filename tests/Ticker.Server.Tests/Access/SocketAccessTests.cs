using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Server.Access;

namespace Ticker.Server.Tests.Access;

/// <summary>Who may come in by WebSocket, and who may stay.</summary>
public sealed class SocketAccessTests
{
    private const string Subscribe = """{"op":"subscribe","id":1,"symbols":["XNAS:AAPL"]}""";

    [Fact]
    public async Task Connect_WithAKeyInTheHeader_IsWelcome()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        await peer.SendAsync(Subscribe);
        Assert.Equal(1, (await peer.NextAsync("subscribed", "error")).GetProperty("instruments").GetArrayLength());
    }

    [Fact]
    public async Task Auth_FirstMessage_LetsIn()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        Assert.Equal("required", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        await peer.SendAsync(Subscribe);
        JsonElement early = await peer.NextAsync("subscribed", "error");
        Assert.Equal("unauthenticated", early.GetProperty("code").GetString());
        await peer.AuthAsync(key.Reveal());
        await peer.SendAsync(Subscribe);
        Assert.Equal("ok", (await peer.NextAsync("welcome", "error")).GetProperty("auth").GetString());
        Assert.Equal(1, (await peer.NextAsync("subscribed", "error")).GetProperty("instruments").GetArrayLength());
    }

    [Fact]
    public async Task Auth_ThatProvesNothing_Closes4401()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        foreach (string wrong in new[] { "", "x", key.Reveal()[..^1] + (key.Reveal()[^1] == 'A' ? 'B' : 'A'), ApiKey.Create().Reveal(), new('a', 20_000) })
        {
            using AccessPeer peer = await AccessPeer.ConnectAsync(server);
            await peer.AuthAsync(wrong);
            (int code, string reason) = await peer.CloseAsync();
            Assert.Equal((4401, "invalid_token"), (code, reason));
        }

        await server.Server.UntilEmptyAsync();
        Assert.Equal(5, server.Gate.Refusals.Of(RefusalReason.Unauthorized));
    }

    [Fact]
    public async Task Auth_ThatNeverComes_Closes4408WhateverElseDoes()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything, "Access:AuthDeadline=00:00:00.3", "Subscribers:CloseGrace=00:00:30");
        await using AccessServer __ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.SendAsync("""{"op":"ping","t":7}""");
        Assert.Equal((4408, "auth_deadline"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Ping_BeforeAuth_IsAnswered()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything, "Access:AuthDeadline=00:01:00");
        await using AccessServer __ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.SendAsync("""{"op":"ping","t":7}""");
        Assert.Equal(7, (await peer.NextAsync("pong")).GetProperty("t").GetInt32());
    }

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer garbage")]
    [InlineData("Basic dXNlcjpwYXNz")]
    [InlineData("tk_0123456789ab_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task Connect_WithAHeaderThatProvesNothing_IsRefused401(string written)
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer __ = server;
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, written));
        Assert.Equal(0, server.Gate.Admissions);
    }

    [Fact]
    public async Task Message_TooLongBeforeAuth_Closes1009()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        string padded = $$"""{"op":"ping","t":1,"x":"{{new string('x', 70_000)}}"}""";
        await peer.SendAsync(padded);
        Assert.Equal(1009, (await peer.CloseAsync()).Code);

        using AccessPeer known = await AccessPeer.ConnectAsync(server);
        await known.AuthAsync(key.Reveal());
        await known.SendAsync(padded);
        Assert.Equal(1, (await known.NextAsync("pong")).GetProperty("t").GetInt32());
    }

    [Theory]
    [InlineData(2000, 0)]
    [InlineData(2001, 1009)]
    public async Task Message_BeforeAuth_UpToTheMostThatIsSet(int bytes, int closed)
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything, "Access:MaxMessageBefore=2000");
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        string auth = $$"""{"op":"auth","token":"{{key.Reveal()}}"}""";
        await peer.SendAsync(auth.PadRight(bytes));
        if (closed > 0)
        {
            Assert.Equal(closed, (await peer.CloseAsync()).Code);
            return;
        }

        // Once it is known, the limit is another.
        await peer.SendAsync("""{"op":"ping","t":1}""".PadRight(bytes + 1));
        Assert.Equal(1, (await peer.NextAsync("pong")).GetProperty("t").GetInt32());
    }

    [Fact]
    public async Task Revoke_AKeyInUse_Closes4401AndLetsNobodyIn()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.SendAsync(Subscribe);
        await peer.NextAsync("subscribed");
        server.Revoke(key);
        Assert.Equal((4401, "revoked"), await peer.CloseAsync());
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        await server.Server.UntilEmptyAsync();
        await Hosting.Patience.UntilAsync(() => server.Gate.Admissions == 0, () => $"{server.Gate.Admissions} admissions are left");
    }

    [Fact]
    public async Task Add_AKeyWhileTheServerRuns_IsTaken()
    {
        (AccessServer server, ApiKey _) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer __ = server;
        ApiKey added = await server.AddAsync(AccessServer.Everything);
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, added.Reveal());
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
    }

    [Fact]
    public async Task Keys_ThatCannotBeRead_LeaveThoseBefore()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        await File.WriteAllTextAsync(server.Keys, "{ not keys");
        await Hosting.Patience.UntilAsync(() => server.Server.Log.Of(3002).Count == 1, () => "it was never told");
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
    }

    [Fact]
    public async Task Auth_AsAnother_Closes4403()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        ApiKey other = await server.AddAsync(AccessServer.Everything);
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, key.Reveal());
        await peer.AuthAsync(key.Reveal());
        await peer.NextAsync("welcome");
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        await peer.AuthAsync(other.Reveal());
        Assert.Equal((4403, "another_identity"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Connect_MoreThanTheKeyMay_IsRefused()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything with { MaxConnections = 1 });
        await using AccessServer _ = server;
        using (AccessPeer first = await AccessPeer.ConnectAsync(server, key.Reveal()))
        {
            Assert.Equal(429, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
            using AccessPeer late = await AccessPeer.ConnectAsync(server);
            await late.AuthAsync(key.Reveal());
            Assert.Equal((4409, "too_many_connections"), await late.CloseAsync());
        }

        await server.Server.UntilEmptyAsync();
        await Hosting.Patience.UntilAsync(() => server.Gate.Admissions == 0, () => $"{server.Gate.Admissions} admissions are left");
        using AccessPeer again = await AccessPeer.ConnectAsync(server, key.Reveal());
        await again.NextAsync("welcome");
    }

    [Fact]
    public async Task Connect_WithAKeyThatMayOnlyPublish_IsRefused403()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(new Entitlements { Feeds = NameScope.All, Venues = NameScope.All });
        await using AccessServer _ = server;
        Assert.Equal(403, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}"));
        using AccessPeer peer = await AccessPeer.ConnectAsync(server);
        await peer.AuthAsync(key.Reveal());
        Assert.Equal((4403, "forbidden"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Replay_WithoutAKey_IsRefusedBeforeARecordingIsNamed()
    {
        (AccessServer server, ApiKey key) = await AccessServer.StartAsync(AccessServer.Everything);
        await using AccessServer _ = server;
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, path: "/v1/replay?recording=none"));
        Assert.Equal(404, await AccessPeer.RefusedAsync(server, $"Bearer {key.Reveal()}", path: "/v1/replay?recording=none"));
        Assert.Equal(0, server.Gate.Admissions);
    }
}
