using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Access;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests;

/// <summary>A real Kestrel with the feed door on a free port, and the end of the channel that the sequencer would read.</summary>
internal sealed class FeedDoorHost : IAsyncDisposable
{
    public const long Epoch = 1_700_000_000_123;

    private readonly Channel<TickBatch> _channel;
    private readonly WebApplication _app;
    private readonly Queue<Tick> _read = new();

    private FeedDoorHost(WebApplication app, GrpcFeedDoor door, FeedDoor feeds, InstrumentRegistry instruments, Channel<TickBatch> channel)
    {
        (_app, Door, Feeds, Instruments, _channel) = (app, door, feeds, instruments, channel);
        ICollection<string> addresses = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        (Address, OtherAddress) = (new Uri(addresses.First()), new Uri(addresses.Last()));
        Client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true })
        {
            BaseAddress = Address,
            DefaultRequestVersion = HttpVersion.Version20,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    public GrpcFeedDoor Door { get; }

    public FeedDoor Feeds { get; }

    public InstrumentRegistry Instruments { get; }

    public Uri Address { get; }

    /// <summary>A listener of the same server that is not the feed door's.</summary>
    public Uri OtherAddress { get; }

    public HttpClient Client { get; }

    public IHostApplicationLifetime Lifetime => _app.Lifetime;

    public int QueuedBatches => _channel.Reader.Count;

    /// <param name="options">Null for the defaults.</param>
    /// <param name="feeds">Null for the defaults.</param>
    /// <param name="capacity">How many batches the channel to the sequencer holds.</param>
    /// <param name="time">Null for the system's clock.</param>
    /// <param name="gate">Null for one that is open.</param>
    /// <param name="ping">How long a silent connection waits for its ping, and then for its end; null for long.</param>
    public static async Task<FeedDoorHost> StartAsync(GrpcFeedOptions? options = null, FeedOptions? feeds = null, int capacity = 1024, TimeProvider? time = null, AccessGate? gate = null, TimeSpan? ping = null)
    {
        time ??= TimeProvider.System;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.Limits.ForFeedDoor(ping, ping);
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.UseFeedDoor());
            kestrel.Listen(IPAddress.Loopback, 0);
        });
        WebApplication app = builder.Build();
        var channel = Channel.CreateBounded<TickBatch>(capacity);
        var instruments = new InstrumentRegistry();
        var door = new FeedDoor(feeds ?? new FeedOptions(), instruments, new TickBatchPool(), channel.Writer, time);
        var grpc = new GrpcFeedDoor(
            door,
            Epoch,
            options ?? new GrpcFeedOptions(),
            time,
            app.Services.GetRequiredService<ILogger<GrpcFeedDoor>>(),
            app.Lifetime.ApplicationStopping,
            gate);
        app.UseFeedDoor(grpc);
        await app.StartAsync();
        return new FeedDoorHost(app, grpc, door, instruments, channel);
    }

    /// <summary>The next record that reached the sequencer's channel.</summary>
    public async Task<Tick> NextAsync()
    {
        while (_read.Count == 0)
        {
            TickBatch batch = await _channel.Reader.ReadAsync().AsTask().WaitAsync(Patience.Limit);
            foreach (Tick tick in batch.Ticks)
            {
                _read.Enqueue(tick);
            }

            batch.Release();
        }

        return _read.Dequeue();
    }

    /// <summary>The next record of a kind; others before it are dropped.</summary>
    public async Task<Tick> NextAsync(TickKind kind)
    {
        while (true)
        {
            Tick tick = await NextAsync();
            if (tick.Kind == kind)
            {
                return tick;
            }
        }
    }

    /// <summary>The next change of a feed's state to this one.</summary>
    public async Task<Tick> NextAsync(FeedState state)
    {
        while (true)
        {
            Tick tick = await NextAsync(TickKind.FeedState);
            if (tick.FeedState == state)
            {
                return tick;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _channel.Writer.TryComplete();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }
}
