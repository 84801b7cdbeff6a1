using System.Net;
using Microsoft.AspNetCore.Connections;
using Ticker.Transports.Listening;

namespace Ticker.Transports.Tests.Listening;

public class WebTransportTests
{
    private static readonly WebLine.SharedPools Pools = new();

    [Fact]
    public void CanBind_AnEqualEndpointThatIsAnotherObject_IsFalse()
    {
        var web = new IPEndPoint(IPAddress.Loopback, 0);
        var transport = new WebTransport([web], Pools);

        Assert.True(transport.CanBind(web));
        Assert.False(transport.CanBind(new IPEndPoint(IPAddress.Loopback, 0)));
    }

    [Fact]
    public async Task BindAsync_WhereAnotherListens_SaysThatTheAddressIsInUse()
    {
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        await using IConnectionListener first = await new WebTransport([any], Pools).BindAsync(any);

        await Assert.ThrowsAsync<AddressInUseException>(async () => await new WebTransport([first.EndPoint], Pools).BindAsync(first.EndPoint));
    }

    [Fact]
    public async Task UnbindAsync_WhileOneAccepts_EndsTheAccepting()
    {
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        await using IConnectionListener listener = await new WebTransport([any], Pools).BindAsync(any);
        Task<ConnectionContext?> accepting = listener.AcceptAsync().AsTask();

        await listener.UnbindAsync();

        Assert.Null(await accepting.WaitAsync(Patience.Limit));
    }
}
