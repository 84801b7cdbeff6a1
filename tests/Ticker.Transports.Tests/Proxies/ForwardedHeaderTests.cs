using FsCheck;
using FsCheck.Fluent;
using Ticker.Transports.Proxies;

namespace Ticker.Transports.Tests.Proxies;

public sealed class ForwardedHeaderTests
{
    [Theory]
    [InlineData("for=192.0.2.60", "192.0.2.60:0 - -")]
    [InlineData("For=192.0.2.60; PROTO=HTTPS; by=203.0.113.43", "192.0.2.60:0 https -")]
    [InlineData("for=\"192.0.2.60:4711\";host=\"board.example:8443\"", "192.0.2.60:4711 - board.example:8443")]
    [InlineData("for=\"[2001:db8:cafe::17]:4711\"", "[2001:db8:cafe::17]:4711 - -")]
    [InlineData("for=\"[2001:db8:cafe::17]\"", "[2001:db8:cafe::17]:0 - -")]
    [InlineData("for=\"192.0.2.60:_http\"", "192.0.2.60:0 - -")]
    [InlineData("for=\"2001:db8:cafe::17\"", "- - -")]
    [InlineData("for=unknown;proto=http", "- http -")]
    [InlineData("for=_hidden, for=_SEVKISEK", "- - -|- - -")]
    [InlineData("for=42", "- - -")]
    [InlineData("for=192.0.2.43,for=198.51.100.17", "192.0.2.43:0 - -|198.51.100.17:0 - -")]
    [InlineData("for=192.0.2.43 ,\tfor=\"198.51.100.17\"", "192.0.2.43:0 - -|198.51.100.17:0 - -")]
    [InlineData(", for=192.0.2.43,,", "192.0.2.43:0 - -")]
    [InlineData("secret=\"a;b,c=\\\"d\\\"\";for=192.0.2.43", "192.0.2.43:0 - -")]
    [InlineData("proto=gopher", "- - -")]
    [InlineData("", "")]
    public void TryRead_ByTheGrammar_GivesTheHops(string line, string expected)
    {
        Assert.True(ForwardedHeader.TryRead(line, out List<ForwardedHop> hops));
        Assert.Equal(expected, string.Join('|', hops.Select(hop => $"{hop.For?.ToString() ?? "-"} {hop.Scheme ?? "-"} {hop.Host ?? "-"}")));
    }

    [Theory]
    [InlineData("for")]
    [InlineData("for=")]
    [InlineData("=192.0.2.43")]
    [InlineData("for =192.0.2.43")]
    [InlineData("for=[2001:db8::1]")]
    [InlineData("for=192.0.2.43:80")]
    [InlineData("for=\"192.0.2.43")]
    [InlineData("for=\"192.0.2.43\\")]
    [InlineData("for=192.0.2.43 proto=http")]
    [InlineData("for=192.0.2.43;for=192.0.2.44")]
    [InlineData("for=\"192.0.2.43\"x")]
    public void TryRead_AgainstTheGrammar_IsFalse(string line) => Assert.False(ForwardedHeader.TryRead(line, out _));

    [Fact]
    public void TryRead_SeveralLines_AreOneList()
    {
        Assert.True(ForwardedHeader.TryRead(new(["for=192.0.2.43", "for=192.0.2.44"]), out List<ForwardedHop> hops));
        Assert.Equal(["192.0.2.43", "192.0.2.44"], hops.Select(hop => hop.For!.Address.ToString()));
    }

    [Fact]
    public void TryRead_AnyTextWhatever_IsReadOrRefused()
    {
        var pieces = Gen.Elements("for", "=", ";", ",", "\"", "\\", " ", "[", "]", ":", "192.0.2.43", "proto", "host", "\t", "x", "::1", "\0", "é");
        Prop.ForAll(
            Gen.ListOf(pieces).Select(some => string.Concat(some)).ToArbitrary(),
            text => ForwardedHeader.TryRead(text, out List<ForwardedHop> hops) || hops.Count >= 0).QuickCheckThrowOnFailure();
    }
}
