using System.Net;
using System.Net.Http.Headers;

namespace Ticker.Client.Feeds;

/// <summary>How a gRPC call ended, read from its trailers.</summary>
/// <param name="Status">The status.</param>
/// <param name="Message">The server's words, decoded; may be empty.</param>
internal readonly record struct GrpcOutcome(FeedStatus Status, string Message)
{
    /// <summary>Reads the trailers, or the headers of an answer that consists of nothing else.</summary>
    public static GrpcOutcome From(HttpResponseMessage response)
    {
        if (!TryRead(response.TrailingHeaders, out GrpcOutcome outcome) && !TryRead(response.Headers, out outcome))
        {
            return new GrpcOutcome(FeedStatus.Unknown, "the server ended the call without a gRPC status");
        }

        return outcome;
    }

    /// <summary>What an HTTP answer that is no gRPC answer means; null for one that is.</summary>
    /// <remarks>The mapping is that of the gRPC project's <c>http-grpc-status-mapping</c>.</remarks>
    public static GrpcOutcome? FromForeign(HttpResponseMessage response)
    {
        bool isGrpc = response.Content.Headers.ContentType?.MediaType?.StartsWith("application/grpc", StringComparison.Ordinal) ?? false;
        if (response.StatusCode == HttpStatusCode.OK && isGrpc)
        {
            return null;
        }

        FeedStatus status = response.StatusCode switch
        {
            HttpStatusCode.BadRequest => FeedStatus.Internal,
            HttpStatusCode.Unauthorized => FeedStatus.Unauthenticated,
            HttpStatusCode.Forbidden => FeedStatus.PermissionDenied,
            HttpStatusCode.NotFound => FeedStatus.Unimplemented,
            HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout => FeedStatus.Unavailable,
            _ => FeedStatus.Unknown,
        };
        return new GrpcOutcome(status, $"what answers there takes no feeds (HTTP {(int)response.StatusCode})");
    }

    private static bool TryRead(HttpResponseHeaders headers, out GrpcOutcome outcome)
    {
        outcome = default;
        if (First(headers, "grpc-status") is not { } text)
        {
            return false;
        }

        FeedStatus status = int.TryParse(text, out int number) && number is >= 0 and <= 16 ? (FeedStatus)number : FeedStatus.Unknown;
        outcome = new GrpcOutcome(status, Decode(First(headers, "grpc-message") ?? ""));
        return true;
    }

    private static string? First(HttpResponseHeaders headers, string name) =>
        headers.NonValidated.TryGetValues(name, out HeaderStringValues values) ? values.ToString() : null;

    // Percent-encoded UTF-8; what is not a proper escape stays as it is.
    private static string Decode(string text) => Uri.UnescapeDataString(text);
}
