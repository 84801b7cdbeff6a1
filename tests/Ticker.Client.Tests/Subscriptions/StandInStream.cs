using System.Buffers;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

/// <summary>The server's end of one stream.</summary>
internal sealed class StandInStream(WebSocket socket, HttpContext context, WireEncoding encoding)
{
    private readonly byte[] _buffer = new byte[64 * 1024];

    public WebSocket Socket => socket;

    public HttpContext Context => context;

    public async Task<ClientMessage> ReadAsync()
    {
        WebSocketReceiveResult read = await socket.ReceiveAsync(_buffer, default);
        Assert.True(read.EndOfMessage);
        ClientMessage? message = ClientMessageReader.Read(_buffer.AsSpan(0, read.Count), out MessageFault? fault);
        Assert.Null(fault);
        return message!;
    }

    /// <summary>Reads until the client closes; its code.</summary>
    public async Task<int> ReadCloseAsync()
    {
        WebSocketReceiveResult read;
        do
        {
            read = await socket.ReceiveAsync(_buffer, default);
        }
        while (read.MessageType != WebSocketMessageType.Close);
        return (int)read.CloseStatus!;
    }

    public Task SendAsync(ServerMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        ServerMessageWriter.Write(output, message, encoding);
        return SendRawAsync(output.WrittenMemory);
    }

    public Task SendAsync(IEnumerable<(Tick Tick, Collapsed Collapsed)> ticks, Instrument instrument, int pieces = 1)
    {
        var writer = new DataMessageWriter(_buffer, encoding, 1, times: false);
        foreach ((Tick tick, Collapsed collapsed) in ticks)
        {
            Assert.True(writer.TryAdd(in tick, instrument, TickFlags.None, in collapsed));
        }

        int length = writer.Finish(out int start);
        return SendRawAsync(_buffer.AsMemory(start, length).ToArray(), pieces);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> message, int pieces = 1)
    {
        WebSocketMessageType type = encoding == WireEncoding.Json ? WebSocketMessageType.Text : WebSocketMessageType.Binary;
        int size = (message.Length / pieces) + 1;
        while (message.Length > size)
        {
            await socket.SendAsync(message[..size], type, endOfMessage: false, default);
            message = message[size..];
        }

        await socket.SendAsync(message, type, endOfMessage: true, default);
    }
}
