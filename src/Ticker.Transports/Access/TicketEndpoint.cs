using Microsoft.AspNetCore.Http;
using Ticker.Engine.Access;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Access;

/// <summary>
/// <c>POST /v1/tickets</c>: a ticket for one connection, as the identity that asks. Browsers can set no header on a
/// WebSocket or a stream of events; what goes into the URL instead is of no use to whoever reads it later. Thread-safe.
/// </summary>
/// <param name="gate">The gate.</param>
public sealed class TicketEndpoint(AccessGate gate)
{
    private const int RetryAfterSeconds = 1;

    /// <summary>Answers a request, which was let in.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (WebGuard.AdmissionOf(context).Identity is not { } identity || gate.IsOpen)
        {
            await Problem.WriteAsync(context, StatusCodes.Status404NotFound, "authentication is off: nobody needs a ticket").ConfigureAwait(false);
            return;
        }

        if (gate.TryIssueTicket(identity) is not { } ticket)
        {
            gate.Refusals.Add(RefusalReason.ServerLimit);
            await Problem.WriteBusyAsync(context, "too many tickets wait to be used", RetryAfterSeconds).ConfigureAwait(false);
            return;
        }

        context.Response.StatusCode = StatusCodes.Status201Created;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.WriteAsJsonAsync(
            new Dictionary<string, object> { ["ticket"] = ticket, ["expires_in_ms"] = (long)gate.Options.TicketLife.TotalMilliseconds }).ConfigureAwait(false);
    }
}
