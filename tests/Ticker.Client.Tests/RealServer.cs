using Microsoft.AspNetCore.Builder;
using Ticker.Server;

namespace Ticker.Client.Tests;

/// <summary>The real server in this process, on free ports, with default settings but no demo market.</summary>
internal sealed class RealServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private readonly string _journal;

    private RealServer(WebApplication app, string journal)
    {
        (_app, _journal) = (app, journal);
        ServerAddresses addresses = TickerServer.Addresses(app);
        (Web, Grpc) = (addresses.Web, addresses.Grpc);
    }

    public Uri Web { get; }

    public Uri Grpc { get; }

    public static async Task<RealServer> StartAsync()
    {
        string journal = Directory.CreateTempSubdirectory("ticker-client-").FullName;
        WebApplication app = TickerServer.Build(
        [
            "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", "--Logging:LogLevel:Default=None",
            $"--Ticker:Journal:Directory={journal}",
        ]);
        await app.StartAsync();
        return new RealServer(app, journal);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Directory.Delete(_journal, recursive: true);
    }
}
