using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace Ticker.Server;

/// <summary>
/// The socket transport of the feed listener alone, with Kestrel's own write buffer. All other listeners have one of a
/// byte, see <see cref="TickerServer"/>, with which every response to a publisher would wait for the kernel, and
/// allocate three objects for it. Thread-safe.
/// </summary>
/// <param name="feeds">The feed listener's endpoint: this very object, since two listeners may have port 0 of one address.</param>
/// <param name="options">Makes the host's options anew; options made by hand would lack its memory pool, and rent each block from another.</param>
/// <param name="logger">For the transport's own log.</param>
internal sealed class FeedTransport(EndPoint feeds, IOptionsFactory<SocketTransportOptions> options, ILoggerFactory logger)
    : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly SocketTransportFactory _sockets = new(Options.Create(WithUsualBuffer(options.Create(Options.DefaultName))), logger);

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => ReferenceEquals(endpoint, feeds);

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) =>
        _sockets.BindAsync(endpoint, cancellationToken);

    private static SocketTransportOptions WithUsualBuffer(SocketTransportOptions options)
    {
        options.MaxWriteBufferSize = new SocketTransportOptions().MaxWriteBufferSize;
        return options;
    }
}
