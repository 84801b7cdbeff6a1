using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Ticker.Transports.Listening;

/// <summary>
/// What Kestrel gets the connections of subscribers from, in place of its own transport: connections whose socket can
/// outlive Kestrel's part in them, see <see cref="WebConnection"/>. Thread-safe.
/// </summary>
/// <param name="web">The listeners' endpoints: these very objects, since two listeners may have port 0 of one address.</param>
/// <param name="pools">Where the listeners' blocks of memory come from.</param>
public sealed class WebTransport(IReadOnlyCollection<EndPoint> web, IMemoryPoolFactory<byte> pools) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private const int Backlog = 512;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => web.Any(one => ReferenceEquals(endpoint, one));

    /// <inheritdoc/>
    /// <exception cref="AddressInUseException">Somebody else listens there.</exception>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket? socket = null;
        try
        {
            socket = SocketTransportOptions.CreateDefaultBoundListenSocket(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException inUse) when (inUse.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket?.Dispose();
            throw new AddressInUseException(inUse.Message, inUse);
        }

        return ValueTask.FromResult<IConnectionListener>(new WebListener(socket, pools.Create()));
    }
}
