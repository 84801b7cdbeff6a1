using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Feeds.Grpc;
using Ticker.Model;

namespace Ticker.Rivals.Textbook;

/// <summary>
/// The design that a good ASP.NET Core book would give: a task and a bounded channel for every subscriber, each update
/// encoded once and sent with <c>WebSocket.SendAsync</c>. Ticks come in through Ticker's own feed door and are encoded
/// by Ticker's own codec, so that what differs is how they are delivered and nothing else.
/// </summary>
internal static class TextbookServer
{
    private const int FeedQueue = 64;

    public static WebApplication Build()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.ForFeedDoor();
            kestrel.Listen(IPAddress.Loopback, 0);
            kestrel.Listen(IPAddress.Loopback, 0, feeds => feeds.UseFeedDoor());
        });

        var instruments = new InstrumentRegistry();
        Channel<TickBatch> batches = Channel.CreateBounded<TickBatch>(new BoundedChannelOptions(FeedQueue) { SingleReader = true });
        var door = new FeedDoor(new FeedOptions(), instruments, new TickBatchPool(), batches.Writer, TimeProvider.System);
        var sequencer = new Sequencer(TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());
        builder.Services.AddSingleton(new Audience(instruments));
        builder.Services.AddSingleton(services => new BroadcastPump(batches.Reader, sequencer, instruments, services.GetRequiredService<Audience>()));
        builder.Services.AddHostedService(services => services.GetRequiredService<BroadcastPump>());
        builder.Services.AddSingleton(services => new GrpcFeedDoor(
            door, sequencer.Epoch, new GrpcFeedOptions(), TimeProvider.System, services.GetRequiredService<ILogger<GrpcFeedDoor>>(),
            services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping));

        WebApplication app = builder.Build();
        app.UseFeedDoor(app.Services.GetRequiredService<GrpcFeedDoor>());
        app.UseWebSockets();
        app.Map("/v1/stream", new SubscriberEndpoint(app.Services.GetRequiredService<Audience>()).ServeAsync);
        return app;
    }
}
