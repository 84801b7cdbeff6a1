using Microsoft.AspNetCore.Http;
using Ticker.Engine.Access;

namespace Ticker.Transports.Access;

/// <summary>A request that is being answered: it is cut off when it may not stay.</summary>
/// <param name="context">The request.</param>
/// <param name="delay">How much later than it happened it is told the market.</param>
internal sealed class RequestGuest(HttpContext context, TimeSpan delay) : IAdmitted
{
    /// <inheritdoc/>
    public void Expiring()
    {
        // There is no way to tell it.
    }

    /// <inheritdoc/>
    public void Changed(Entitlements entitlements)
    {
        // What it was let in for is being answered; the next request is asked anew. But one that waits must not be told what is too new.
        if (entitlements.Delay != delay)
        {
            context.Abort();
        }
    }

    /// <inheritdoc/>
    public void Ended(AccessEnd end) => context.Abort();
}
