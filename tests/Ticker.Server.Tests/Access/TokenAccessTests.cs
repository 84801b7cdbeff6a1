using System.Text.Json;
using System.Text.Json.Nodes;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>Who comes in with a signed token, and for how long.</summary>
public sealed class TokenAccessTests : IDisposable
{
    private readonly TokenMaker _maker = new();
    private readonly DirectoryInfo _directory = Directory.CreateTempSubdirectory("ticker-tokens-");

    public void Dispose()
    {
        _maker.Dispose();
        _directory.Delete(recursive: true);
    }

    [Fact]
    public async Task Token_OfTheIssuer_LetsIn()
    {
        await using AccessServer server = await StartAsync();
        foreach (string token in new[] { _maker.Rs256(TokenMaker.Claims()), _maker.Es256(TokenMaker.Claims()), _maker.Hs256(TokenMaker.Claims()) })
        {
            using AccessPeer peer = await AccessPeer.ConnectAsync(server, token);
            Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        }
    }

    [Fact]
    public async Task Token_ThatAllowsNothingOrWhatIsNotKnown_LetsNobodyIn()
    {
        await using AccessServer server = await StartAsync();
        JsonObject nothing = TokenMaker.Claims();
        nothing.Remove("ticker");
        Assert.Equal(403, await AccessPeer.RefusedAsync(server, $"Bearer {_maker.Hs256(nothing)}"));
        JsonObject unknown = TokenMaker.Claims();
        unknown["ticker"]!["hours"] = "09:00";
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {_maker.Hs256(unknown)}"));
        JsonObject nobody = TokenMaker.Claims();
        nobody.Remove("sub");
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {_maker.Hs256(nobody)}"));
        Assert.Equal(401, await AccessPeer.RefusedAsync(server, $"Bearer {_maker.Hs256(TokenMaker.Claims(-60))}"));
    }

    [Fact]
    public async Task Token_ThatRunsOut_IsAnnouncedAndThenCloses4401()
    {
        await using AccessServer server = await StartAsync();

        // On a machine that is busy a short one may be over before it is shown.
        using AccessPeer peer = await ConnectAsync(server, 4) ?? await ConnectAsync(server, 20) ?? throw new InvalidOperationException("a token of 20 s lets nobody in");
        Assert.Equal("token_expiring", (await peer.NextAsync("notice")).GetProperty("code").GetString());
        Assert.Equal((4401, "token_expired"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Token_ThatIsRenewed_GoesOn()
    {
        await using AccessServer server = await StartAsync();
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, _maker.Hs256(TokenMaker.Claims(10)));
        await peer.NextAsync("welcome");
        Assert.Equal("token_expiring", (await peer.NextAsync("notice")).GetProperty("code").GetString());
        await peer.AuthAsync(_maker.Rs256(TokenMaker.Claims()));
        Assert.Equal("ok", (await peer.NextAsync("welcome")).GetProperty("auth").GetString());
        await peer.AuthAsync(_maker.Rs256(TokenMaker.Claims(subject: "eve")));
        Assert.Equal((4403, "another_identity"), await peer.CloseAsync());
    }

    [Fact]
    public async Task Token_RenewedWithLess_EndsWhatItDoesNotAllowAndNothingElse()
    {
        await using AccessServer server = await StartAsync();
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, _maker.Hs256(TokenMaker.Claims()));
        foreach ((int id, string symbol) in new[] { (1, "XNYS:IBM"), (2, "XNAS:AAPL") })
        {
            await peer.SendAsync($$"""{"op":"subscribe","id":{{id}},"symbols":["{{symbol}}"],"mode":"all","from":"now"}""");
            await peer.NextAsync("seam");
        }

        JsonObject less = TokenMaker.Claims();
        less["ticker"] = new JsonObject { ["symbols"] = new JsonArray("XNAS:*") };
        await peer.AuthAsync(_maker.Hs256(less));
        var error = await peer.NextAsync("error");
        Assert.Equal((1, "forbidden"), (error.GetProperty("id").GetInt32(), error.GetProperty("code").GetString()));
        Assert.Equal(1, (await peer.NextAsync("unsubscribed")).GetProperty("id").GetInt32());
        await server.Feed.TradeAsync(3, 1);
        await server.Feed.TradeAsync(1, 2);
        await server.Feed.FlushAsync();
        Assert.Equal("XNAS:AAPL", (await peer.NextAsync("ticks")).GetProperty("ticks")[0].GetProperty("S").GetString());
    }

    [Fact]
    public async Task Key_ThatIsGoneFromTheSet_PutsItsTokensOut()
    {
        await using AccessServer server = await StartAsync();
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, _maker.Hs256(TokenMaker.Claims()));
        await peer.NextAsync("welcome");
        using AccessPeer other = await AccessPeer.ConnectAsync(server, _maker.Es256(TokenMaker.Claims()));
        await File.WriteAllTextAsync(KeySetFile, new JsonObject { ["keys"] = new JsonArray(_maker.CurveKey()) }.ToJsonString());
        Assert.Equal((4401, "revoked"), await peer.CloseAsync());
        await other.SendAsync("""{"op":"ping","t":1}""");
        Assert.Equal(1, (await other.NextAsync("pong")).GetProperty("t").GetInt32());
    }

    private string KeySetFile => Path.Combine(_directory.FullName, "jwks.json");

    // Null when the token was over before the server saw it.
    private async Task<AccessPeer?> ConnectAsync(AccessServer server, double seconds)
    {
        try
        {
            AccessPeer peer = await AccessPeer.ConnectAsync(server, _maker.Hs256(TokenMaker.Claims(seconds)));
            await peer.NextAsync("welcome");
            return peer;
        }
        catch (System.Net.WebSockets.WebSocketException)
        {
            return null;
        }
    }

    private async Task<AccessServer> StartAsync()
    {
        await File.WriteAllTextAsync(KeySetFile, _maker.KeySet);
        return (await AccessServer.StartAsync(
            AccessServer.Everything, $"Access:Jwt:Keys={KeySetFile}", $"Access:Jwt:Issuer={TokenMaker.Issuer}", $"Access:Jwt:Audience={TokenMaker.Audience}", "Access:Jwt:ClockSkew=00:00:00")).Server;
    }
}
