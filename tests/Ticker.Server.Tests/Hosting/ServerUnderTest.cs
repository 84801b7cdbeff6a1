using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Ticker.Engine;
using Ticker.Model;
using Ticker.Server.Tests.Peers;
using Ticker.Transports.Admin;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Tests.Hosting;

/// <summary>The real server, composed as its program composes it, on free ports.</summary>
internal sealed class ServerUnderTest : IAsyncDisposable
{
    private readonly ErrorLog _errors = new();
    private int _feeds;

    private ServerUnderTest(WebApplication app, JournalDirectory journal)
    {
        (App, Journal) = (app, journal);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(_errors);
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        Pipeline = app.Services.GetRequiredService<Pipeline>();
        Endpoint = app.Services.GetRequiredService<StreamEndpoint>();
        Register = app.Services.GetRequiredService<ConnectionRegister>();
    }

    public WebApplication App { get; }

    /// <summary>Where its journal is, unless its settings say otherwise.</summary>
    public JournalDirectory Journal { get; }

    public EventLog Log { get; } = new();

    public Pipeline Pipeline { get; }

    public StreamEndpoint Endpoint { get; }

    public ConnectionRegister Register { get; }

    /// <summary>When it was made.</summary>
    public UnixNanos Started { get; } = UnixNanos.Now(TimeProvider.System);

    /// <summary>The port that subscribers come to.</summary>
    public IPEndPoint Web { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Over what its raw peers and its clients come, unless they say otherwise.</summary>
    public Road Road { get; private init; }

    /// <summary>Where it listens.</summary>
    public ServerAddresses Addresses => TickerServer.Addresses(App);

    public int Subscribers => Pipeline.Lanes.Sum(lane => lane.Subscribers);

    public int Subscriptions => Pipeline.Lanes.Sum(lane => lane.Subscriptions);

    public long Evictions => Pipeline.Lanes.Sum(lane => lane.Evictions);

    public ulong Position => Pipeline.Lanes.Min(lane => lane.Position);

    /// <param name="settings">As in <c>Subscribers:PingInterval=00:00:01</c>, below <c>Ticker:</c>, or in <c>Logging:LogLevel:Default=Trace</c>.</param>
    public static Task<ServerUnderTest> StartAsync(params string[] settings) => Build(settings).StartedAsync();

    /// <summary>The same, with a listener for a road, by which its peers come.</summary>
    public static Task<ServerUnderTest> StartAsync(Road road, params string[] settings)
    {
        string[] listening = road switch
        {
            Road.Plain => [],
            Road.Http2 => ["Listen:Http2=http://127.0.0.1:0"],
            _ => ["Listen:Tls=https://127.0.0.1:0", "Listen:Certificate=" + TestCertificate.File, "Listen:CertificateKey=" + TestCertificate.KeyFile],
        };
        return Build(road, [.. listening, .. settings]).StartedAsync();
    }

    /// <summary>The port of a road.</summary>
    public IPEndPoint EndPointOf(Road road) => road switch
    {
        Road.Plain => Web,
        Road.Http2 => new(IPAddress.Loopback, Addresses.Http2!.Port),
        _ => new(IPAddress.Loopback, Addresses.Tls!.Port),
    };

    /// <summary>Composes a server; <see cref="StartAsync()"/> starts it.</summary>
    public static ServerUnderTest Build(params string[] settings) => Build(Road.Plain, settings);

    private async Task<ServerUnderTest> StartedAsync()
    {
        try
        {
            await StartAsync();
            return this;
        }
        catch
        {
            await App.DisposeAsync();
            Journal.Dispose();
            throw;
        }
    }

    private static ServerUnderTest Build(Road road, string[] settings)
    {
        var journal = new JournalDirectory();
        string[] args =
        [
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false",
            "--Ticker:Drain:Flush=00:00:01", "--Logging:Console:LogLevel:Default=None", journal.Setting, .. settings.Select(setting => (setting.StartsWith("Logging:", StringComparison.Ordinal) ? "--" : "--Ticker:") + setting),
        ];
        try
        {
            return new ServerUnderTest(TickerServer.Build(args), journal) { Road = road };
        }
        catch
        {
            journal.Dispose();
            throw;
        }
    }

    public async Task StartAsync()
    {
        await App.StartAsync();
        Web = new IPEndPoint(IPAddress.Loopback, TickerServer.Addresses(App).Web.Port);
    }

    /// <summary>Opens a feed of its own name.</summary>
    public Task<TestFeed> OpenFeedAsync() => OpenFeedAsync($"feed-{Interlocked.Increment(ref _feeds)}");

    public async Task<TestFeed> OpenFeedAsync(string name)
    {
        var (_, session) = await Pipeline.Feeds.OpenAsync(new(name, 1, "test"), default);
        return new TestFeed(session!);
    }

    /// <summary>Waits until nothing is left of any connection.</summary>
    public Task UntilEmptyAsync() => Patience.UntilAsync(
        () => Subscribers == 0 && Subscriptions == 0 && Endpoint.Connections == 0,
        () => $"{Subscribers} subscribers, {Subscriptions} subscriptions, {Endpoint.Connections} connections are left");

    /// <summary>Waits until the lanes have applied all that was numbered.</summary>
    public Task UntilAppliedAsync(ulong position) => Patience.UntilAsync(() => Position >= position, () => $"the lanes are at {Position}, not {position}");

    /// <summary>Asserts that no client made the server log an error.</summary>
    public void AssertNoErrors() => Assert.True(_errors.Errors.Count == 0, string.Join('\n', _errors.Errors));

    public async ValueTask DisposeAsync()
    {
        await App.StopAsync();
        await App.DisposeAsync();
        Journal.Dispose();
        AssertNoErrors();
    }
}
