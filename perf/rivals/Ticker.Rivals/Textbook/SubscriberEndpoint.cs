using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Ticker.Protocol;

namespace Ticker.Rivals.Textbook;

/// <summary>
/// Takes a subscriber's one <c>subscribe</c>, answers with <c>seam</c> as there is no past to send, and serves it until
/// either side ends. A small part of Ticker's protocol: enough for the load generator to treat both alike.
/// </summary>
internal sealed class SubscriberEndpoint(Audience audience)
{
    private const int LargestRequest = 64 * 1024;

    public async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync("ticker.v1.msgpack").ConfigureAwait(false);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            await ServeAsync(socket, ended).ConfigureAwait(false);
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // It went without a word.
        }
    }

    private async Task ServeAsync(WebSocket socket, CancellationTokenSource ended)
    {
        byte[] buffer = new byte[LargestRequest];
        SubscribeMessage request = await ReadAsync(socket, buffer, ended.Token).ConfigureAwait(false);
        var subscriber = new Subscriber(request.Symbols.Contains("*") ? new HashSet<string>() : request.Symbols.ToHashSet());
        audience.Add(subscriber);
        Task sending = Task.CompletedTask;
        try
        {
            var seam = new ArrayBufferWriter<byte>();
            ServerMessageWriter.Write(seam, new Seam { Id = request.Id, Sequence = 0 }, WireEncoding.MessagePack);
            await socket.SendAsync(seam.WrittenMemory, WebSocketMessageType.Binary, endOfMessage: true, ended.Token).ConfigureAwait(false);
            sending = subscriber.SendAsync(socket, ended.Token);
            while ((await socket.ReceiveAsync(buffer.AsMemory(), ended.Token).ConfigureAwait(false)).MessageType != WebSocketMessageType.Close)
            {
            }
        }
        finally
        {
            audience.Remove(subscriber);
            await ended.CancelAsync().ConfigureAwait(false);
            await sending.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task<SubscribeMessage> ReadAsync(WebSocket socket, byte[] buffer, CancellationToken stopping)
    {
        int length = 0;
        ValueWebSocketReceiveResult received;
        do
        {
            received = await socket.ReceiveAsync(buffer.AsMemory(length), stopping).ConfigureAwait(false);
            length += received.Count;
        }
        while (!received.EndOfMessage);

        return ClientMessageReader.Read(buffer.AsSpan(0, length), out _) as SubscribeMessage
            ?? throw new WebSocketException("the first message is no subscribe");
    }
}
