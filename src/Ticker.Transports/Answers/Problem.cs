using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ticker.Transports.Answers;

/// <summary>Answers that say what is wrong, as <c>application/problem+json</c> (RFC 9457). Thread-safe.</summary>
internal static class Problem
{
    /// <summary>Answers a request with everything that is wrong with it.</summary>
    public static Task WriteAsync(HttpContext context, IReadOnlyCollection<WrongParameter> wrong) => WriteAsync(
        context,
        StatusCodes.Status400BadRequest,
        string.Join("; ", wrong.Select(one => $"{one.Parameter}: {one.Detail}")),
        new() { ["errors"] = wrong.Select(one => new Dictionary<string, string> { ["parameter"] = one.Parameter, ["detail"] = one.Detail }).ToArray() });

    /// <summary>Answers a request.</summary>
    /// <param name="context">The request.</param>
    /// <param name="status">The HTTP status.</param>
    /// <param name="detail">What is wrong, for a person to read.</param>
    /// <param name="more">Further members.</param>
    public static async Task WriteAsync(HttpContext context, int status, string detail, Dictionary<string, object?>? more = null)
    {
        context.Response.Headers.CacheControl = "no-store";
        await Results.Problem(statusCode: status, detail: detail, extensions: more).ExecuteAsync(context).ConfigureAwait(false);
    }

    /// <summary>Answers that there is no room at present.</summary>
    /// <param name="context">The request.</param>
    /// <param name="detail">What there is no room for.</param>
    /// <param name="seconds">When it is worth asking again.</param>
    /// <param name="more">Further members.</param>
    public static Task WriteBusyAsync(HttpContext context, string detail, int seconds, Dictionary<string, object?>? more = null)
    {
        context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        return WriteAsync(context, StatusCodes.Status503ServiceUnavailable, detail, more);
    }
}
