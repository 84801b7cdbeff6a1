using Microsoft.AspNetCore.Http;
using Ticker.Recording.Late;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Access;

/// <summary>Lets requests of HTTP into the market that whoever asks may see. Stateless.</summary>
internal static class MarketDoor
{
    private const int RetryAfterSeconds = 5;

    /// <summary>Enters the market, or answers that it cannot be had.</summary>
    /// <param name="context">The request, which was let in.</param>
    /// <param name="markets">The markets.</param>
    /// <returns>To be left when the request is answered; null when it was.</returns>
    public static async Task<Market?> EnterAsync(HttpContext context, Markets markets)
    {
        MarketEntry entry = await markets.EnterAsync(WebGuard.AdmissionOf(context).Entitlements.Delay).ConfigureAwait(false);
        if (entry.Market is null)
        {
            await Problem.WriteBusyAsync(context, entry.Refusal!, RetryAfterSeconds).ConfigureAwait(false);
        }

        return entry.Market;
    }
}
