using System.Collections.Frozen;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Extensions.Logging;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>
/// Serves HTTP/2 requests as gRPC calls: finds the method, checks the headers, runs it, and turns what came of it
/// into a status. Thread-safe.
/// </summary>
/// <param name="methods">What there is, by path: <c>/package.Service/Method</c>.</param>
/// <param name="maxMessageBytes">The largest message taken.</param>
/// <param name="time">For deadlines.</param>
/// <param name="logger">For what nobody foresaw.</param>
/// <param name="stopping">Cancelled when the server shuts down; every call then ends with UNAVAILABLE.</param>
internal sealed partial class GrpcDispatcher(
    FrozenDictionary<string, Func<GrpcCall, Task>> methods, int maxMessageBytes, TimeProvider time, ILogger logger, CancellationToken stopping)
{
    /// <summary>Serves one request to its end.</summary>
    public async Task InvokeAsync(HttpContext context)
    {
        if (Refuse(context) is { } status)
        {
            context.Response.StatusCode = status;
            return;
        }

        GrpcTrailers.Start(context.Response);
        (GrpcStatusCode code, string? message) = await CallAsync(context).ConfigureAwait(false);
        if (!context.RequestAborted.IsCancellationRequested)
        {
            GrpcTrailers.End(context.Response, code, message);
        }
    }

    // What is not gRPC at all is answered in HTTP.
    private static int? Refuse(HttpContext context)
    {
        if (!HttpProtocol.IsHttp2(context.Request.Protocol))
        {
            context.Response.Headers.Upgrade = "h2c";
            context.Response.Headers.Connection = "Upgrade";
            return StatusCodes.Status426UpgradeRequired;
        }

        if (!HttpMethods.IsPost(context.Request.Method))
        {
            context.Response.Headers.Allow = HttpMethods.Post;
            return StatusCodes.Status405MethodNotAllowed;
        }

        return GrpcCallHeaders.IsGrpc(context.Request.ContentType) ? null : StatusCodes.Status415UnsupportedMediaType;
    }

    // A stream of hours that is quiet for minutes is what this door is for.
    private static void LiftLimits(IFeatureCollection features)
    {
        if (features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        if (features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }
    }

    private async Task<(GrpcStatusCode Code, string? Message)> CallAsync(HttpContext context)
    {
        GrpcCall? call = null;
        try
        {
            if (!methods.TryGetValue(context.Request.Path.Value ?? "", out Func<GrpcCall, Task>? method))
            {
                throw new GrpcException(GrpcStatusCode.Unimplemented, $"there is no method {context.Request.Path.Value}");
            }

            GrpcCallHeaders headers = GrpcCallHeaders.Read(context.Request.Headers);
            LiftLimits(context.Features);
            call = new GrpcCall(context, headers, maxMessageBytes, time, stopping);
            await method(call).ConfigureAwait(false);
            return (GrpcStatusCode.Ok, null);
        }
        catch (GrpcException e)
        {
            return (e.Code, e.Message);
        }
        catch (OperationCanceledException) when (call is { Cancelled.IsCancellationRequested: true })
        {
            GrpcException because = call.CancelledBecause();
            return (because.Code, because.Message);
        }
        catch (IOException)
        {
            // The connection or the stream was reset by the other side.
            return (GrpcStatusCode.Cancelled, "the call was cancelled");
        }
        catch (Exception e) when (!context.RequestAborted.IsCancellationRequested)
        {
            LogFailed(logger, context.Request.Path.Value, e);
            return (GrpcStatusCode.Unknown, "the server failed; its log says how");
        }
        finally
        {
            call?.Dispose();
        }
    }

    [LoggerMessage(EventId = 5001, Level = LogLevel.Error, Message = "A call of {Path} failed")]
    private static partial void LogFailed(ILogger logger, string? path, Exception exception);
}
