using Microsoft.AspNetCore.Http;
using Ticker.Transports.Listening;

namespace Ticker.Transports.Tests.Listening;

public sealed class HostPolicyTests
{
    [Theory]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:8080", true)]
    [InlineData("localhost.:8080", true)]
    [InlineData("board.localhost:8080", true)]
    [InlineData("127.0.0.1:8080", true)]
    [InlineData("192.0.2.7", true)]
    [InlineData("[::1]:8080", true)]
    [InlineData("ticker.example", true)]
    [InlineData("Ticker.Example.:8443", true)]
    [InlineData("", true)]
    [InlineData("evil.example:8080", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("evillocalhost", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("127.0.0.1.nip.io:8080", false)]
    [InlineData("ticker.example.evil.example", false)]
    [InlineData("sub.ticker.example", false)]
    public void Allows_AName_IfItLeadsNowhereElseOrIsNamed(string host, bool allowed) =>
        Assert.Equal(allowed, new HostPolicy(["ticker.example"], strict: true).Allows(HostString.FromUriComponent(host)));

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Allows_WithNoNames_AnyUnlessItIsStrict(bool strict, bool allowed) =>
        Assert.Equal(allowed, new HostPolicy([], strict).Allows(new HostString("evil.example", 8080)));

    [Fact]
    public void Allows_WithAStar_Any() => Assert.True(new HostPolicy(["*"], strict: true).Allows(new HostString("evil.example")));
}
