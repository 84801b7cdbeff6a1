using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Transports.Proxies;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.Proxies;

/// <summary>What becomes of a request, by where it comes from and what its headers say.</summary>
public sealed class TrustedProxiesTests
{
    private static readonly string[] Trusted = ["10.0.0.0/8"];

    [Theory]
    [InlineData("203.0.113.7", "10.0.0.1", "203.0.113.7")]
    [InlineData("203.0.113.7", "192.0.2.1", "192.0.2.1")]
    [InlineData("198.51.100.9, 203.0.113.7", "10.0.0.1", "203.0.113.7")]
    [InlineData("203.0.113.7, 10.0.0.2", "10.0.0.1", "203.0.113.7")]
    [InlineData("10.0.0.3, 10.0.0.2", "10.0.0.1", "10.0.0.3")]
    [InlineData("2001:db8::1", "10.0.0.1", "2001:db8::1")]
    [InlineData("nonsense", "10.0.0.1", "10.0.0.1")]
    public async Task XForwardedFor_ByWhoSaysIt_IsTheClientOrNothing(string header, string peer, string client)
    {
        HttpContext seen = await SeenAsync(new() { Trusted = Trusted }, peer, ("X-Forwarded-For", header), ("Forwarded", "for=192.0.2.99"));

        Assert.Equal(client, seen.Connection.RemoteIpAddress!.ToString());
    }

    [Theory]
    [InlineData("for=203.0.113.7", "10.0.0.1", "203.0.113.7")]
    [InlineData("for=203.0.113.7", "192.0.2.1", "192.0.2.1")]
    [InlineData("for=198.51.100.9, for=203.0.113.7", "10.0.0.1", "203.0.113.7")]
    [InlineData("for=203.0.113.7, for=10.0.0.2", "10.0.0.1", "203.0.113.7")]
    [InlineData("for=10.0.0.3, for=10.0.0.2", "10.0.0.1", "10.0.0.3")]
    [InlineData("for=\"[2001:db8::1]:99\"", "10.0.0.1", "2001:db8::1")]
    [InlineData("for=203.0.113.7, for=unknown", "10.0.0.1", "10.0.0.1")]
    [InlineData("for=\"", "192.0.2.1", "192.0.2.1")]
    public async Task Forwarded_ByWhoSaysIt_IsTheClientOrNothing(string header, string peer, string client)
    {
        HttpContext seen = await SeenAsync(Standard, peer, ("Forwarded", header), ("X-Forwarded-For", "192.0.2.99"));

        Assert.Equal(client, seen.Connection.RemoteIpAddress!.ToString());
        Assert.Equal(StatusCodes.Status200OK, seen.Response.StatusCode);
    }

    [Fact]
    public async Task Forwarded_AgainstTheGrammarFromATrustedProxy_IsRefused()
    {
        HttpContext seen = await SeenAsync(Standard, "10.0.0.1", ("Forwarded", "for=\", for=203.0.113.7"));

        Assert.Equal(StatusCodes.Status400BadRequest, seen.Response.StatusCode);
    }

    public static TheoryData<string, string, bool> Pages => new()
    {
        { ProxyOptions.XForwarded, "10.0.0.1", true },
        { ProxyOptions.XForwarded, "192.0.2.1", false },
        { ProxyOptions.Forwarded, "10.0.0.1", true },
        { ProxyOptions.Forwarded, "192.0.2.1", false },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task SchemeAndHost_FromATrustedProxy_MakeThePageTheServersOwn(string protocol, string peer, bool allowed)
    {
        HttpContext seen = await SeenAsync(
            new() { Trusted = Trusted, Protocol = protocol },
            peer,
            ("Origin", "https://board.example"),
            protocol == ProxyOptions.XForwarded ? ("X-Forwarded-Proto", "https") : ("Forwarded", "for=203.0.113.7;proto=https;host=board.example"),
            protocol == ProxyOptions.XForwarded ? ("X-Forwarded-Host", "board.example") : ("X-Unused", ""),
            ("X-Forwarded-For", "203.0.113.7"));

        Assert.Equal(allowed, new OriginPolicy([]).Allows(seen.Request));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public async Task AnyHeader_WithNobodyTrusted_ChangesNothing(string peer)
    {
        HttpContext seen = await SeenAsync(new(), peer, ("X-Forwarded-For", "203.0.113.7"), ("X-Forwarded-Proto", "https"), ("Forwarded", "for=203.0.113.7"));

        Assert.Equal(peer, seen.Connection.RemoteIpAddress!.ToString());
        Assert.Equal("http", seen.Request.Scheme);
    }

    private static ProxyOptions Standard => new() { Trusted = Trusted, Protocol = ProxyOptions.Forwarded };

    private static async Task<HttpContext> SeenAsync(ProxyOptions options, string peer, params (string Name, string Value)[] headers)
    {
        await using ServiceProvider services = new ServiceCollection().AddLogging().AddProblemDetails().BuildServiceProvider();
        var app = new ApplicationBuilder(services);
        app.UseTrustedProxies(options).Run(_ => Task.CompletedTask);
        var context = new DefaultHttpContext { RequestServices = services };
        context.Request.Scheme = "http";
        context.Request.Host = new HostString("localhost:8080");
        context.Connection.RemoteIpAddress = IPAddress.Parse(peer);
        foreach ((string name, string value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        await app.Build()(context);
        return context;
    }
}
