using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Ticker.Transports.Listening;

/// <summary>Accepts connections for Kestrel. One caller at a time accepts; it may be unbound from any thread.</summary>
/// <param name="socket">Bound and listening; the listener closes it.</param>
/// <param name="pool">Where the connections' blocks come from; the listener disposes it.</param>
internal sealed class WebListener(Socket socket, MemoryPool<byte> pool) : IConnectionListener
{
    private long _accepted;

    /// <inheritdoc/>
    public EndPoint EndPoint { get; } = socket.LocalEndPoint!;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                Socket accepted = await socket.AcceptAsync(cancellationToken).ConfigureAwait(false);
                accepted.NoDelay = true;
                var connection = new WebConnection(string.Create(CultureInfo.InvariantCulture, $"W{++_accepted}"), accepted, pool);
                connection.Start();
                return connection;
            }
            catch (Exception closed) when (closed is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException)
            {
                // The peer left before it was its turn.
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        socket.Dispose();
        pool.Dispose();
        return ValueTask.CompletedTask;
    }
}
