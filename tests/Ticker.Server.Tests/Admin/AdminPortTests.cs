using System.Net;
using System.Text;
using Ticker.Engine.Access;
using Ticker.Server.Access;
using Ticker.Server.Tests.Access;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Admin;

/// <summary>Who may look, and on which port.</summary>
public sealed class AdminPortTests
{
    private const string OwnPort = "Listen:Admin=http://127.0.0.1:0";

    private static readonly string[] Pages = ["/admin/connections", "/admin/feeds", "/admin/instruments", "/metrics"];

    [Fact]
    public async Task Pages_WithAPortOfTheirOwn_AreThereAndNowhereElse()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(OwnPort, "Listen:Http2=http://127.0.0.1:0");
        Uri admin = server.Addresses.Admin!;
        using var own = new Operator(admin);
        using var web = new Operator(server.Addresses.Web);
        foreach (string page in Pages)
        {
            foreach (string way in new[] { page, page + "/", page.ToUpperInvariant(), page.Replace("m", "%6d", StringComparison.Ordinal), page + "?limit=1" })
            {
                using HttpResponseMessage there = await own.GetAsync(way);
                using HttpResponseMessage elsewhere = await web.GetAsync(way);
                Assert.True(elsewhere.StatusCode == HttpStatusCode.NotFound, $"{way} is {elsewhere.StatusCode} on the public port");
                Assert.True(there.StatusCode == HttpStatusCode.OK, $"{way} is {there.StatusCode} on the operators' port");
            }

            // What a request says of itself changes nothing.
            Assert.Equal(404, await StatusAsync(server.Web, $"GET {page} HTTP/1.1\r\nHost: {admin.Authority}\r\nX-Forwarded-Port: {admin.Port}\r\nX-Forwarded-Host: {admin.Authority}\r\n\r\n"));
            Assert.Equal(404, await StatusAsync(server.Web, $"GET http://{admin.Authority}{page} HTTP/1.1\r\nHost: {admin.Authority}\r\n\r\n"));
            Assert.Equal(200, await StatusAsync(EndPointOf(admin), $"GET {page} HTTP/1.1\r\nHost: {server.Web}\r\n\r\n"));
            using HttpResponseMessage wrong = await web.PostAsync(page, "{}");
            Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        }

        foreach (string page in new[] { "/", "/v1/instruments", "/openapi.json", "/v1/stream" })
        {
            using HttpResponseMessage answer = await own.GetAsync(page);
            Assert.True(answer.StatusCode == HttpStatusCode.NotFound, $"{page} is {answer.StatusCode} on the operators' port");
        }

        using HttpResponseMessage health = await own.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
    }

    [Fact]
    public async Task Pages_WithKeys_NeedOneThatMayAdminister()
    {
        (AccessServer server, ApiKey reader) = await AccessServer.StartAsync(AccessServer.Everything, OwnPort);
        await using AccessServer _ = server;
        ApiKey key = await server.AddAsync(new Entitlements { MayAdminister = true });
        using var nobody = new Operator(server.Server);
        using var subscriber = new Operator(server.Server, reader.Reveal());
        using var administrator = new Operator(server.Server, key.Reveal());
        using AccessPeer peer = await AccessPeer.ConnectAsync(server, reader.Reveal());
        await peer.NextAsync("welcome");
        foreach (string page in Pages)
        {
            using HttpResponseMessage none = await nobody.GetAsync(page);
            using HttpResponseMessage other = await subscriber.GetAsync(page);
            using HttpResponseMessage right = await administrator.GetAsync(page);
            Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden, HttpStatusCode.OK), (none.StatusCode, other.StatusCode, right.StatusCode));
        }

        long id = (await administrator.ConnectionsAsync())[0].GetProperty("id").GetInt64();
        using HttpResponseMessage close = await nobody.PostAsync($"/admin/connections/{id}/close", "{}");
        using HttpResponseMessage slow = await subscriber.PostAsync($"/admin/connections/{id}/slow", """{"min_interval_ms":1}""");
        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden), (close.StatusCode, slow.StatusCode));

        // Who it is, and never what proves it.
        string text = (await administrator.LookAsync($"/admin/connections?key={reader.Id}")).GetRawText();
        Assert.Contains($"\"subject\":\"key:{reader.Id}\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain(reader.Secret, text, StringComparison.Ordinal);
        Assert.DoesNotContain(key.Secret, text, StringComparison.Ordinal);
        Assert.Empty(await administrator.ConnectionsAsync($"&key={key.Id}"));
        using HttpResponseMessage done = await administrator.PostAsync($"/admin/connections/{id}/close", """{"code":4403}""");
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal((4403, "operator"), await peer.CloseAsync());
        Assert.Contains(key.Id, Assert.Single(server.Server.Log.Of(2501)).Values["Operator"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host: 127.0.0.1", 200)]
    [InlineData("Host: localhost:1234", 200)]
    [InlineData("Host: [::1]:80", 200)]
    [InlineData("Host: board.localhost:1234", 200)]
    [InlineData("Host: rebound.example", 421)]
    [InlineData("Host: 127.0.0.1.example", 421)]
    [InlineData("Host: 127.0.0.1\r\nX-Forwarded-For: 127.0.0.1", 403)]
    [InlineData("Host: 127.0.0.1\r\nForwarded: for=127.0.0.1", 403)]
    [InlineData("Host: 127.0.0.1\r\nx-forwarded-proto: https", 403)]
    [InlineData("Host: 127.0.0.1\r\nX-Forwarded-Host: ticker.example", 403)]
    [InlineData("Host: 127.0.0.1\r\nX-Forwarded-Server: front", 403)]
    [InlineData("Host: 127.0.0.1\r\nVia: 1.1 front", 403)]
    [InlineData("Host: 127.0.0.1\r\nX-Real-IP: 127.0.0.1", 403)]
    public async Task Pages_WithAuthenticationOff_AreForThisMachineAlone(string headers, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        Assert.Equal(status, await StatusAsync(server.Web, $"GET /admin/connections HTTP/1.1\r\n{headers}\r\n\r\n"));
    }

    [Fact]
    public async Task Pages_ByHttp10WithAuthenticationOff_AreNotForWhoeverIsBehindAProxyThatSaysNothing()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();

        // As nginx asks by default, whoever asked it.
        Assert.Equal(403, await StatusAsync(server.Web, $"GET /admin/connections HTTP/1.0\r\nHost: {server.Web}\r\nConnection: close\r\n\r\n"));
        Assert.Equal(403, await StatusAsync(server.Web, "GET /admin/feeds HTTP/1.0\r\n\r\n"));
    }

    [Theory]
    [InlineData("203.0.113.7", 403)]
    [InlineData("127.0.0.1", 200)]
    public async Task Pages_ThroughATrustedProxy_AreForWhomItVouchesForOnThisMachine(string client, int status)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Proxies:Trusted:0=127.0.0.1");
        Assert.Equal(status, await StatusAsync(server.Web, $"GET /admin/connections HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Forwarded-For: {client}\r\n\r\n"));
    }

    [Fact]
    public void Port_BeyondThisMachine_NeedsKeys()
    {
        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build("Listen:Admin=http://0.0.0.0:0"));
        Assert.Contains("Ticker:Listen:Admin is http://0.0.0.0:0", wrong.Message, StringComparison.Ordinal);
        wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build("Listen:Admin=https://127.0.0.1:0"));
        Assert.Contains("Ticker:Listen:Admin", wrong.Message, StringComparison.Ordinal);
    }

    private static IPEndPoint EndPointOf(Uri uri) => new(IPAddress.Loopback, uri.Port);

    private static async Task<int> StatusAsync(IPEndPoint at, string request)
    {
        using RawPeer peer = await RawPeer.ConnectAsync(at);
        await peer.SendAsync(Encoding.ASCII.GetBytes(request));
        return (await peer.ReadHeadAsync()).Status;
    }
}
