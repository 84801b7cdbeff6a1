using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Replay;

/// <summary>A client of a replay, over .NET's own WebSocket, that keeps every data message.</summary>
internal sealed class ReplayClient : IDisposable
{
    private readonly byte[] _buffer = new byte[ServerMessageWriter.MaxMessageBytes];

    public ClientWebSocket Socket { get; } = new();

    /// <summary>The data messages, one after the other.</summary>
    public List<byte> Data { get; } = [];

    public List<Tick> Ticks { get; } = [];

    public List<ServerMessage> Controls { get; } = [];

    public string Sha256 => Convert.ToHexStringLower(SHA256.HashData(Data.ToArray()));

    public Statement Final => Controls.OfType<Statement>().Last();

    public static async Task<ReplayClient> ConnectAsync(ServerUnderTest server, string query, string path = "/v1/replay", bool deflated = false)
    {
        var client = new ReplayClient();
        client.Socket.Options.CollectHttpResponseDetails = true;
        client.Socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        client.Socket.Options.DangerousDeflateOptions = deflated ? new WebSocketDeflateOptions() : null;
        using var deadline = new CancellationTokenSource(Patience.Limit);
        await client.Socket.ConnectAsync(new Uri($"ws://{server.Web}{path}?{query}"), deadline.Token);
        return client;
    }

    public Task SayAsync(string json) =>
        Socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, default);

    public Task SubscribeAsync(string mode = "all", string more = "") =>
        SayAsync($$"""{"op":"subscribe","id":1,"symbols":["*"],"mode":"{{mode}}"{{more}}}""");

    /// <summary>Reads until the server closes, or it is enough.</summary>
    /// <param name="enough">Asked after each message; null = until the close.</param>
    /// <param name="pause">Between two messages.</param>
    public async Task<ReplayClient> ReadAsync(Func<bool>? enough = null, Func<Task>? pause = null)
    {
        while (await TryReadAsync() && enough?.Invoke() != true)
        {
            await (pause?.Invoke() ?? Task.CompletedTask);
        }

        return this;
    }

    public void Dispose() => Socket.Dispose();

    private async Task<bool> TryReadAsync()
    {
        using var deadline = new CancellationTokenSource(Patience.Limit);
        int length = 0;
        ValueWebSocketReceiveResult piece;
        do
        {
            piece = await Socket.ReceiveAsync(_buffer.AsMemory(length), deadline.Token);
            length += piece.Count;
        }
        while (!piece.EndOfMessage);
        if (piece.MessageType == WebSocketMessageType.Close)
        {
            await Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
            return false;
        }

        Take(_buffer.AsSpan(0, length));
        return true;
    }

    private void Take(ReadOnlySpan<byte> message)
    {
        if (!ServerMessageReader.IsData(message))
        {
            Controls.Add(ServerMessageReader.Read(message, out _)!);
            return;
        }

        Data.AddRange(message);
        var reader = new DataMessageReader(message);
        while (reader.TryRead(out Tick tick, out _))
        {
            Ticks.Add(tick);
        }
    }
}
