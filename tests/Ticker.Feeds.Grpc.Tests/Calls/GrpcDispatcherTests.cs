using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging.Abstractions;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Calls;

/// <summary>What only shows without a server around it; the rest is tested through one.</summary>
public class GrpcDispatcherTests
{
    [Fact]
    public async Task InvokeAsync_KnownMethod_MayBeIdleForHoursAndBringAnyAmount()
    {
        DefaultHttpContext context = NewContext();
        var limits = new Limits();
        context.Features.Set<IHttpMinRequestBodyDataRateFeature>(limits);
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(limits);

        await InvokeAsync(context, _ => Task.CompletedTask);

        Assert.Null(limits.MinDataRate);
        Assert.Null(limits.MaxRequestBodySize);
        Assert.Equal("0", context.Response.Headers["grpc-status"]);
    }

    [Fact]
    public async Task InvokeAsync_MethodFails_IsUnknownAndTellsNothingOfTheInside()
    {
        DefaultHttpContext context = NewContext();

        await InvokeAsync(context, _ => throw new InvalidOperationException("secret"));

        Assert.Equal("2", context.Response.Headers["grpc-status"]);
        Assert.DoesNotContain("secret", context.Response.Headers["grpc-message"].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task InvokeAsync_Http1_IsToldToUpgrade()
    {
        DefaultHttpContext context = NewContext();
        context.Request.Protocol = "HTTP/1.1";

        await InvokeAsync(context, _ => Task.CompletedTask);

        Assert.Equal(StatusCodes.Status426UpgradeRequired, context.Response.StatusCode);
    }

    private static DefaultHttpContext NewContext() => new()
    {
        Request = { Protocol = "HTTP/2", Method = "POST", Path = "/a.B/C", ContentType = "application/grpc" },
    };

    private static Task InvokeAsync(HttpContext context, Func<GrpcCall, Task> method)
    {
        var methods = new Dictionary<string, Func<GrpcCall, Task>> { ["/a.B/C"] = method };
        var dispatcher = new GrpcDispatcher(methods.ToFrozenDictionary(), 1024, TimeProvider.System, NullLogger.Instance, CancellationToken.None);
        return dispatcher.InvokeAsync(context);
    }

    private sealed class Limits : IHttpMinRequestBodyDataRateFeature, IHttpMaxRequestBodySizeFeature
    {
        public MinDataRate? MinDataRate { get; set; } = new(240, TimeSpan.FromSeconds(5));

        public bool IsReadOnly => false;

        public long? MaxRequestBodySize { get; set; } = 30_000_000;
    }
}
