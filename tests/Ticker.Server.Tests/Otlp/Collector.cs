using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging;

namespace Ticker.Server.Tests.Otlp;

/// <summary>What a collector does at its two doors: takes a request for figures, over gRPC or HTTP, and reads it.</summary>
internal sealed class Collector : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<OtlpExport> _exports = new();

    private Collector(bool grpc)
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = grpc ? HttpProtocols.Http2 : HttpProtocols.Http1));
        _app = builder.Build();
        _app.MapPost("/opentelemetry.proto.collector.metrics.v1.MetricsService/Export", context => TakeAsync(context, grpc: true));
        _app.MapPost("/v1/metrics", context => TakeAsync(context, grpc: false));
    }

    /// <summary>Whether it cuts every request off.</summary>
    public bool IsDown { get; set; }

    /// <summary>Whether it takes a request and never answers.</summary>
    public bool IsMute { get; set; }

    /// <summary>How many requests came, those that it cut off among them.</summary>
    public int Requests { get; private set; }

    public Uri Address => new(_app.Urls.Single());

    public OtlpExport? Last => _exports.LastOrDefault();

    public static async Task<Collector> StartAsync(bool grpc)
    {
        var collector = new Collector(grpc);
        await collector._app.StartAsync();
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        using var atOnce = new CancellationTokenSource(TimeSpan.Zero);
        await _app.StopAsync(atOnce.Token);
        await _app.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context, bool grpc)
    {
        Requests++;
        if (IsDown)
        {
            context.Abort();
            return;
        }

        if (IsMute)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        byte[] message = body.ToArray();
        _exports.Enqueue(OtlpExport.Read(grpc ? message[5..] : message, context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase)));
        context.Response.ContentType = grpc ? "application/grpc" : "application/x-protobuf";
        if (grpc)
        {
            await context.Response.Body.WriteAsync(new byte[5]);
            context.Response.AppendTrailer("grpc-status", "0");
        }
    }
}
