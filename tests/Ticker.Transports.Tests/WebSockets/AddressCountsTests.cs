using System.Net;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class AddressCountsTests
{
    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", true)]
    [InlineData("192.0.2.1", "192.0.2.2", false)]
    [InlineData("192.0.2.1", "::ffff:192.0.2.1", true)]
    [InlineData("2001:db8::1", "2001:db8::2", true)]
    [InlineData("2001:db8:0:1:ffff::1", "2001:db8:0:1::2", true)]
    [InlineData("2001:db8:0:1::1", "2001:db8:0:2::1", false)]
    [InlineData("fe80::1%1", "fe80::2", true)]
    [InlineData("127.0.0.2", "127.0.0.2", true)]
    public void TryEnter_OfTwoAddresses_CountsThemAsOneIfWhoHasOneHasTheOther(string first, string second, bool same)
    {
        var counts = new AddressCounts(1);
        Assert.True(counts.TryEnter(IPAddress.Parse(first)));
        Assert.Equal(!same, counts.TryEnter(IPAddress.Parse(second)));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData(null)]
    public void TryEnter_OfThisMachine_IsNotCounted(string? address)
    {
        var counts = new AddressCounts(1);
        IPAddress? here = address is null ? null : IPAddress.Parse(address);
        Assert.True(counts.TryEnter(here));
        Assert.True(counts.TryEnter(here));
        Assert.Equal(0, counts.Addresses);
        counts.Leave(here);
        counts.Leave(here);
    }

    [Fact]
    public void Leave_MakesRoomAndNothingIsKeptOfAnAddressWithNothing()
    {
        var counts = new AddressCounts(2);
        IPAddress address = IPAddress.Parse("2001:db8::1");
        IPAddress neighbour = IPAddress.Parse("2001:db8::2");
        Assert.Equal((true, true, false), (counts.TryEnter(address), counts.TryEnter(neighbour), counts.TryEnter(address)));
        counts.Leave(neighbour);
        Assert.True(counts.TryEnter(neighbour));
        counts.Leave(address);
        counts.Leave(address);
        Assert.Equal(0, counts.Addresses);
    }

    [Fact]
    public void TryEnter_ByManyAtOnce_NeverLetsInMoreThanTheMost()
    {
        const int Most = 10;
        var counts = new AddressCounts(Most);
        IPAddress[] addresses = [.. Enumerable.Range(1, 3).Select(n => IPAddress.Parse($"192.0.2.{n}"))];
        int[] inside = new int[addresses.Length];
        Parallel.For(0, 20_000, n =>
        {
            int which = n % addresses.Length;
            if (counts.TryEnter(addresses[which]))
            {
                Assert.InRange(Interlocked.Increment(ref inside[which]), 1, Most);
                Interlocked.Decrement(ref inside[which]);
                counts.Leave(addresses[which]);
            }
        });
        Assert.Equal(0, counts.Addresses);
    }
}
