using System.Net;
using Ticker.Transports.Proxies;

namespace Ticker.Transports.Tests.Proxies;

public sealed class ProxyOptionsTests
{
    [Fact]
    public void Check_OfTheDefaults_FindsNothing() => Assert.Empty(new ProxyOptions().Check());

    [Fact]
    public void Check_OfMuchThatIsWrong_FindsAllOfIt() => Assert.Equal(
        4,
        new ProxyOptions { Trusted = ["proxy.example", "10.0.0.0/33", "10.0.0.0/8"], Protocol = "via", HeaderDeadline = TimeSpan.Zero }.Check().Count());

    [Theory]
    [InlineData(ProxyOptions.Forwarded)]
    [InlineData(ProxyOptions.Proxy)]
    public void Check_AProtocolAndNobodyToSpeakIt_IsWrong(string protocol) =>
        Assert.Single(new ProxyOptions { Protocol = protocol }.Check());

    [Theory]
    [InlineData(ProxyOptions.XForwarded, 1)]
    [InlineData(ProxyOptions.Proxy, 0)]
    public void Check_FeedsByAnotherProtocol_IsWrong(string protocol, int wrong) =>
        Assert.Equal(wrong, new ProxyOptions { Protocol = protocol, Trusted = ["10.1.2.3"], Feeds = true }.Check().Count());

    [Theory]
    [InlineData("10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "::ffff:10.1.2.3", true)]
    [InlineData("::ffff:10.1.2.3", "10.1.2.3", true)]
    [InlineData("10.1.2.3", "10.1.2.4", false)]
    [InlineData("10.0.0.0/8", "10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "::ffff:10.255.0.1", true)]
    [InlineData("10.0.0.0/8", "11.0.0.1", false)]
    [InlineData("fd00::/8", "fd12::1", true)]
    [InlineData("fd00::/8", "10.0.0.1", false)]
    [InlineData("::1", "127.0.0.1", false)]
    public void Contains_AnAddress_IsWhetherItLiesWithin(string trusted, string address, bool expected) =>
        Assert.Equal(expected, new TrustedAddresses([trusted]).Contains(IPAddress.Parse(address)));

    [Fact]
    public void Contains_NoAddress_IsFalse() => Assert.False(new TrustedAddresses(["0.0.0.0/0", "::/0"]).Contains(null));
}
