using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

/// <summary>A Kestrel that plays the server's side of a stream as the test scripts it.</summary>
internal sealed class StandInStreamServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInStreamServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    /// <summary>Plays a script after the welcome, for each connection.</summary>
    public static Task<StandInStreamServer> StartAsync(Func<StandInStream, Task> script, int heartbeatMs = 60_000, AuthState auth = AuthState.Off) => StartRawAsync(async context =>
    {
        string protocol = context.WebSockets.WebSocketRequestedProtocols.Single();
        using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(protocol);
        var stream = new StandInStream(socket, context, protocol == "ticker.v1.json" ? WireEncoding.Json : WireEncoding.MessagePack);
        await stream.SendAsync(new Welcome { Server = "stand-in", Epoch = 7, Time = new(5), HeartbeatMs = heartbeatMs, Auth = auth });
        await script(stream);
    });

    /// <summary>Answers the stream's path.</summary>
    public static async Task<StandInStreamServer> StartRawAsync(Func<HttpContext, Task> answer)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        WebApplication app = builder.Build();
        app.UseWebSockets();
        app.Map("/v1/{road}", (HttpContext context) => answer(context));
        await app.StartAsync();
        return new StandInStreamServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
