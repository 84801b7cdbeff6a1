using System.Net;
using Ticker.Engine.Access;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Access;

/// <summary>An address that shows wrong keys is told of once, however often it tries, until it has been quiet.</summary>
public sealed class RefusalsTests
{
    private readonly VirtualTime _time = new();
    private readonly List<string> _told = [];
    private readonly Refusals _refusals;

    public RefusalsTests()
    {
        _refusals = new Refusals(_time);
        _refusals.Began += address => _told.Add(address.ToString());
    }

    [Fact]
    public void Episode_OfAnAddress_IsToldOnceUntilNothingCameForTheQuietTime()
    {
        for (int n = 0; n < 10; n++)
        {
            Show("203.0.113.7");
            _time.Advance(Refusals.Quiet - TimeSpan.FromSeconds(1));
            _refusals.Look();
        }

        Assert.Equal(["203.0.113.7"], _told);
        _time.Advance(TimeSpan.FromSeconds(1));
        _refusals.Look();
        Show("203.0.113.7");
        Assert.Equal(["203.0.113.7", "203.0.113.7"], _told);
        Assert.Equal(11, _refusals.Of(RefusalReason.Unauthorized));
    }

    [Fact]
    public void Episodes_OfOthers_AreTheirOwnAndANetworkOfIpV6HasOne()
    {
        foreach (string address in new[] { "203.0.113.7", "203.0.113.8", "::ffff:203.0.113.8", "2001:db8::1", "2001:db8::2", "2001:db8:0:1::1" })
        {
            Show(address);
        }

        Assert.Equal(["203.0.113.7", "203.0.113.8", "2001:db8::1", "2001:db8:0:1::1"], _told);
    }

    [Fact]
    public void Episodes_BeyondTheMost_AreCountedAndNotTold()
    {
        for (int n = 0; n < Refusals.MaxEpisodes + 10; n++)
        {
            Show($"10.0.{n / 256}.{n % 256}");
        }

        Assert.Equal(Refusals.MaxEpisodes, _told.Count);
        Assert.Equal(Refusals.MaxEpisodes + 10, _refusals.Of(RefusalReason.Unauthorized));
        _time.Advance(Refusals.Quiet);
        _refusals.Look();
        Show("192.0.2.1");
        Assert.Equal("192.0.2.1", _told[^1]);
    }

    private void Show(string address) => _refusals.AddInvalid(IPAddress.Parse(address));
}
