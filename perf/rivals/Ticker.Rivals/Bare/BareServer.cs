using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Ticker.Rivals.Bare;

/// <summary>
/// The least that Kestrel holds for a WebSocket: it is accepted, and a receive is pending until the client goes. What an
/// idle connection of any server on Kestrel costs before it does anything.
/// </summary>
internal static class BareServer
{
    public static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Map("/v1/stream", ServeAsync);
        return app;
    }

    private static async Task ServeAsync(HttpContext context)
    {
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync().ConfigureAwait(false);
        CancellationToken stopping = context.RequestAborted;
        try
        {
            // A buffer of nothing: the receive waits without holding memory of its own.
            while (socket.State == WebSocketState.Open)
            {
                ValueWebSocketReceiveResult received = await socket.ReceiveAsync(Memory<byte>.Empty, stopping).ConfigureAwait(false);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                _ = await socket.ReceiveAsync(new byte[4096].AsMemory(), stopping).ConfigureAwait(false);
            }
        }
        catch (Exception gone) when (gone is WebSocketException or OperationCanceledException)
        {
            // The client went without a word.
        }
    }
}
