using System.Net.WebSockets;
using System.Threading.Channels;

namespace Ticker.Rivals.Textbook;

/// <summary>One subscriber: its channel, and the loop that sends what is in it.</summary>
/// <param name="symbols">The full names it wants; none = all.</param>
internal sealed class Subscriber(IReadOnlySet<string> symbols)
{
    private const int MostPending = 1_024;

    private readonly Channel<byte[]> _pending = Channel.CreateBounded<byte[]>(
        new BoundedChannelOptions(MostPending) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true, SingleWriter = true });

    public bool Wants(string symbol) => symbols.Count == 0 || symbols.Contains(symbol);

    /// <summary>Never waits: the oldest goes when there is no room.</summary>
    public void Offer(byte[] message) => _pending.Writer.TryWrite(message);

    public async Task SendAsync(WebSocket socket, CancellationToken stopping)
    {
        await foreach (byte[] message in _pending.Reader.ReadAllAsync(stopping).ConfigureAwait(false))
        {
            await socket.SendAsync(message.AsMemory(), WebSocketMessageType.Binary, endOfMessage: true, stopping).ConfigureAwait(false);
        }
    }
}
