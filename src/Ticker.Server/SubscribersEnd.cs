using Ticker.Transports.WebSockets;

namespace Ticker.Server;

/// <summary>
/// Keeps a server that stops from ending before its subscribers are told so: Kestrel waits for its own connections, and
/// those of subscribers are not among them any more.
/// </summary>
/// <param name="endpoint">Where they came in.</param>
internal sealed class SubscribersEnd(StreamEndpoint endpoint) : IHostedService
{
    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        try
        {
            await endpoint.WhenEmptyAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The server stops all the same; the kernel ends what is left.
        }
    }
}
