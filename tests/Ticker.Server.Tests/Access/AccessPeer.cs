using System.Buffers;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>A client of the socket that says who it is, or does not.</summary>
internal sealed class AccessPeer : IDisposable
{
    private readonly byte[] _buffer = new byte[ServerMessageWriter.MaxMessageBytes];

    public ClientWebSocket Socket { get; } = new();

    public static async Task<AccessPeer> ConnectAsync(AccessServer server, string? credential = null, string query = "", string path = "/v1/stream")
    {
        var peer = new AccessPeer();
        peer.Socket.Options.AddSubProtocol("ticker.v1.json");
        peer.Socket.Options.CollectHttpResponseDetails = true;
        if (credential is not null)
        {
            peer.Socket.Options.SetRequestHeader("Authorization", $"Bearer {credential}");
        }

        using var limit = new CancellationTokenSource(Patience.Limit);
        await peer.Socket.ConnectAsync(new Uri($"ws://{server.Server.Web}{path}{query}"), limit.Token);
        return peer;
    }

    /// <summary>The status that a handshake is refused with.</summary>
    public static async Task<int> RefusedAsync(AccessServer server, string? credential = null, string query = "", string path = "/v1/stream")
    {
        using var peer = new AccessPeer();
        peer.Socket.Options.CollectHttpResponseDetails = true;
        if (credential is not null)
        {
            peer.Socket.Options.SetRequestHeader("Authorization", credential);
        }

        using var limit = new CancellationTokenSource(Patience.Limit);
        await Assert.ThrowsAsync<WebSocketException>(() => peer.Socket.ConnectAsync(new Uri($"ws://{server.Server.Web}{path}{query}"), limit.Token));
        return (int)peer.Socket.HttpStatusCode;
    }

    public Task SendAsync(string json) => Socket.SendAsync(Encoding.UTF8.GetBytes(json), WebSocketMessageType.Text, endOfMessage: true, default);

    public Task AuthAsync(string token) => SendAsync($$"""{"op":"auth","token":"{{token}}"}""");

    /// <summary>The next control message of some kind; others are passed over.</summary>
    public async Task<JsonElement> NextAsync(params string[] events)
    {
        while (true)
        {
            JsonElement message = await NextAsync() ?? throw new InvalidOperationException($"closed with {(int?)Socket.CloseStatus} {Socket.CloseStatusDescription} before {string.Join(" or ", events)}");
            if (message.TryGetProperty("ev", out JsonElement ev) ? events.Contains(ev.GetString()) : events.Contains("ticks"))
            {
                return message;
            }
        }
    }

    /// <summary>The close code and reason, whatever comes before.</summary>
    public async Task<(int Code, string Reason)> CloseAsync()
    {
        while (await NextAsync() is not null)
        {
        }

        return ((int)Socket.CloseStatus!, Socket.CloseStatusDescription ?? "");
    }

    public void Dispose() => Socket.Dispose();

    private async Task<JsonElement?> NextAsync()
    {
        using var limit = new CancellationTokenSource(Patience.Limit);
        int length = 0;
        while (true)
        {
            ValueWebSocketReceiveResult piece = await Socket.ReceiveAsync(_buffer.AsMemory(length), limit.Token);
            length += piece.Count;
            if (piece.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            if (piece.EndOfMessage)
            {
                return JsonDocument.Parse(_buffer.AsMemory(0, length).ToArray()).RootElement;
            }
        }
    }
}
