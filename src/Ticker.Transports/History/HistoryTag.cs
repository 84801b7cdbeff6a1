using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Ticker.Recording.History;

namespace Ticker.Transports.History;

/// <summary>What caches are told of an answer. Stateless.</summary>
internal static class HistoryTag
{
    // Of what is settled nothing changes any more, but that it is deleted one day.
    private const string Settled = "private, max-age=3600";

    private const int Letters = 24;

    /// <summary>Writes the headers for caches.</summary>
    /// <param name="context">The request.</param>
    /// <param name="request">What it asks for.</param>
    /// <param name="reader">The journal as it is now.</param>
    /// <param name="isStopped">Whether it is not written at present.</param>
    /// <param name="isLate">Whether it is seen late.</param>
    /// <returns>Whether the client has this very answer already.</returns>
    public static bool Matches(HttpContext context, HistoryRequest request, HistoryReader reader, bool isStopped, bool isLate)
    {
        // What a late market was given may be ahead of what it has numbered: its newest is not settled by its time.
        bool isSettled = !isLate && reader.IsSettled(request.Range);
        string state = isSettled ? $"{reader.First}" : $"{reader.First} {reader.Last} {isStopped}";
        byte[] digest = SHA256.HashData(Encoding.UTF8.GetBytes($"{request.Format} {state} {context.Request.QueryString} {request.Range.Kinds} {request.Scope.Text}"));
        var tag = new EntityTagHeaderValue($"\"{Convert.ToHexStringLower(digest)[..Letters]}\"", isWeak: true);
        context.Response.Headers.ETag = tag.ToString();
        context.Response.Headers.CacheControl = isSettled ? Settled : "no-cache";
        context.Response.Headers.Vary = request.Scope.IsAll && !isLate ? "Accept, Accept-Encoding" : "Accept, Accept-Encoding, Authorization";
        return EntityTagHeaderValue.TryParseList([.. context.Request.Headers.IfNoneMatch.OfType<string>()], out IList<EntityTagHeaderValue>? known)
            && known.Any(one => one.Compare(tag, useStrongComparison: false) || one == EntityTagHeaderValue.Any);
    }
}
