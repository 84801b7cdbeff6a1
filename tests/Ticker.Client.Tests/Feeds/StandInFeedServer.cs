using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Ticker.Client.Tests.Feeds;

/// <summary>A Kestrel that answers the publish method as the test scripts it, call by call.</summary>
internal sealed class StandInFeedServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private StandInFeedServer(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<StandInFeedServer> StartAsync(Func<StandInCall, Task> script)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = HttpProtocols.Http2));
        WebApplication app = builder.Build();
        app.MapPost("/ticker.feed.v1.FeedService/Publish", async (HttpContext context) =>
        {
            context.Response.ContentType = "application/grpc";
            await script(new StandInCall(context));
        });
        await app.StartAsync();
        return new StandInFeedServer(app);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _app.StopAsync(now.Token);
        await _app.DisposeAsync();
    }
}
