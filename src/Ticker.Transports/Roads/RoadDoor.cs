using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Transports.Answers;
using Ticker.Transports.Listening;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Roads;

/// <summary>
/// Who may come in by plain HTTP, and how many at a time: in all, of one address, and as the server's memory allows.
/// Thread-safe.
/// </summary>
/// <param name="pipeline">Whose memory it is.</param>
/// <param name="options">The limits.</param>
/// <param name="refusals">Counts those who may not.</param>
/// <param name="sockets">Which pages may connect, and how much the kernel may hold: as for sockets.</param>
public sealed class RoadDoor(Pipeline pipeline, RoadOptions options, Refusals refusals, StreamEndpointOptions sockets)
{
    private const int RetryAfterSeconds = 5;

    private readonly OriginPolicy _origins = new(sockets.AllowedOrigins);
    private readonly OpenConnections _open = new(options.MaxConnections);
    private readonly AddressCounts _addresses = new(options.MaxPerAddress);
    private readonly long _costOfStream = ConnectionMemory.CostOf(sockets) + ConnectionMemory.CostOfStream(sockets.UnsentLowWater);
    private readonly int[] _byRoad = new int[Enum.GetValues<Road>().Length];

    /// <summary>How many unsent bytes are kept for one, and how far it may be behind in reading.</summary>
    internal StreamEndpointOptions Sockets => sockets;

    /// <summary>How many requests are served.</summary>
    public int Connections => _open.Count;

    /// <summary>Completes when none is served, or at the latest when <paramref name="cancellation"/> says so, with an exception.</summary>
    public Task WhenEmptyAsync(CancellationToken cancellation) => _open.WhenEmptyAsync(cancellation);

    /// <summary>How many of a road are served.</summary>
    public int On(Road road) => Volatile.Read(ref _byRoad[(int)road]);

    /// <summary>Serves a request, or answers that it may not come in.</summary>
    /// <param name="context">The request.</param>
    /// <param name="road">By which it comes.</param>
    /// <param name="serve">Serves it.</param>
    public async Task EnterAsync(HttpContext context, Road road, Func<Task> serve)
    {
        ArgumentNullException.ThrowIfNull(context);
        ArgumentNullException.ThrowIfNull(serve);
        if (pipeline.IsDraining)
        {
            refusals.Add(RefusalReason.Draining);
            await Problem.WriteBusyAsync(context, "the server is stopping", RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        if (!_origins.Allows(context.Request))
        {
            refusals.Add(RefusalReason.Origin);
            await Problem.WriteAsync(context, StatusCodes.Status403Forbidden, "pages of this origin may not read this").ConfigureAwait(false);
            return;
        }

        IPAddress? address = context.Connection.RemoteIpAddress;
        if (!_addresses.TryEnter(address))
        {
            refusals.Add(RefusalReason.AddressLimit);
            context.Response.Headers.RetryAfter = $"{RetryAfterSeconds}";
            await Problem.WriteAsync(context, StatusCodes.Status429TooManyRequests, $"this address has {options.MaxPerAddress} requests that are being served, which is the most").ConfigureAwait(false);
            return;
        }

        try
        {
            await EnterAsync(context, serve, road).ConfigureAwait(false);
        }
        finally
        {
            _addresses.Leave(address);
        }
    }

    private async Task EnterAsync(HttpContext context, Func<Task> serve, Road road)
    {
        if (!_open.TryEnter())
        {
            refusals.Add(RefusalReason.ServerLimit);
            await Problem.WriteBusyAsync(context, "there are as many requests as the server serves at a time", RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        Interlocked.Increment(ref _byRoad[(int)road]);
        long taken = 0;
        try
        {
            // An answer that ends takes more only when there is something to answer.
            long cost = road is Road.Poll or Road.Snapshot ? ConnectionMemory.CostOfWaiting(context.Request) : _costOfStream;
            if (!pipeline.Memory.TryTake(cost))
            {
                refusals.Add(RefusalReason.Memory);
                await Problem.WriteBusyAsync(context, "the server's memory budget has no room for a subscriber", RetryAfterSeconds).ConfigureAwait(false);
                return;
            }

            taken = cost;
            Prepare(context);
            await serve().ConfigureAwait(false);
        }
        finally
        {
            pipeline.Memory.Give(taken);
            Interlocked.Decrement(ref _byRoad[(int)road]);
            _open.Leave();
        }
    }

    private void Prepare(HttpContext context)
    {
        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Features.Get<WebConnection>()?.LimitUnsent(sockets.UnsentLowWater);
        if (context.Features.Get<IHttpMinResponseDataRateFeature>() is { } rate)
        {
            // Who reads too slowly is the lane's to tell.
            rate.MinDataRate = null;
        }

        if (context.Request.Headers.Origin is [{ } origin])
        {
            // It is one of those that may: the server's own page needs no leave.
            context.Response.Headers.AccessControlAllowOrigin = origin;
            context.Response.Headers.AccessControlExposeHeaders = "ETag, Ticker-Position";
            context.Response.Headers.Append(HeaderNames.Vary, HeaderNames.Origin);
        }
    }
}
