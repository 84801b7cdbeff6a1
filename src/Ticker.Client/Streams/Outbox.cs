using System.Threading.Channels;
using Ticker.Client.Streams.Roads;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>What is to be said on a connection, in order: sent by one task, whoever says it.</summary>
internal sealed class Outbox
{
    private const int Most = 4096;

    // Twice as much has room as its owner may have waiting: what answers the server's messages never takes his.
    private readonly Channel<ClientMessage> _waiting = Channel.CreateBounded<ClientMessage>(new BoundedChannelOptions(2 * Most) { SingleReader = true });

    /// <summary>To be asked before anything is noted of what a message says, as its answer may come as soon as it waits here.</summary>
    /// <exception cref="InvalidOperationException">Too many wait.</exception>
    public void RequireRoom()
    {
        if (_waiting.Reader.Count >= Most)
        {
            throw new InvalidOperationException($"more than {Most} messages wait for the connection");
        }
    }

    /// <summary>Puts a message at the end, if there is room.</summary>
    public void Offer(ClientMessage message) => _waiting.Writer.TryWrite(message);

    /// <summary>Puts messages at the end, as far as there is room.</summary>
    public void Offer(List<ClientMessage> messages) => messages.ForEach(Offer);

    /// <summary>Sends until the connection ends; how it ended, its reader sees.</summary>
    /// <param name="connection">Where to.</param>
    /// <param name="first">What is said before all that waits.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task RunAsync(IConnection connection, IEnumerable<ClientMessage> first, CancellationToken cancellation)
    {
        try
        {
            foreach (ClientMessage message in first)
            {
                await connection.SendAsync(message, cancellation).ConfigureAwait(false);
            }

            await foreach (ClientMessage message in _waiting.Reader.ReadAllAsync(cancellation).ConfigureAwait(false))
            {
                await connection.SendAsync(message, cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception failure) when (failure is SubscriberException or OperationCanceledException)
        {
            // The one who reads the connection learns the same, and more.
        }
    }
}
