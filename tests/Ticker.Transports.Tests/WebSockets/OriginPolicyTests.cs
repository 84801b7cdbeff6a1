using Microsoft.AspNetCore.Http;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class OriginPolicyTests
{
    [Theory]
    [InlineData("https://board.example", true)]
    [InlineData("HTTPS://BOARD.EXAMPLE", true)]
    [InlineData("http://ticker.local:8080", true)]
    [InlineData("https://ticker.local:8080", false)]
    [InlineData("http://ticker.local", false)]
    [InlineData("http://board.example", false)]
    [InlineData("https://board.example:443", false)]
    [InlineData("https://board.example/", false)]
    [InlineData("https://board.example.evil.example", false)]
    [InlineData("https://evilboard.example", false)]
    [InlineData("https://board.example@evil.example", false)]
    [InlineData("https://board.example, https://evil.example", false)]
    [InlineData("null", false)]
    [InlineData("", false)]
    public void Allows_OnlyWholeOrigins(string origin, bool allowed) =>
        Assert.Equal(allowed, new OriginPolicy(["https://board.example"]).Allows(Request(origin)));

    [Fact]
    public void Allows_WithoutAnOrigin_IsTrue() => Assert.True(new OriginPolicy([]).Allows(Request()));

    [Fact]
    public void Allows_TwoOrigins_IsFalse() =>
        Assert.False(new OriginPolicy(["https://board.example"]).Allows(Request("https://board.example", "https://board.example")));

    [Theory]
    [InlineData("https://anyone.example")]
    [InlineData("null")]
    public void Allows_WithTheStar_IsTrueForAny(string origin) => Assert.True(new OriginPolicy(["*"]).Allows(Request(origin)));

    private static HttpRequest Request(params string[] origins)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.Scheme = "http";
        request.Host = new HostString("ticker.local", 8080);
        request.Headers.Origin = origins;
        return request;
    }
}
