using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>Ends a response with its status, as trailers, or as the only headers when nothing was sent yet.</summary>
internal static class GrpcTrailers
{
    /// <summary>Prepares the headers that every response starts with.</summary>
    public static void Start(HttpResponse response)
    {
        response.StatusCode = StatusCodes.Status200OK;
        response.ContentType = "application/grpc";
        response.Headers["grpc-accept-encoding"] = "identity,gzip";
    }

    /// <summary>Sets the status.</summary>
    public static void End(HttpResponse response, GrpcStatusCode code, string? message)
    {
        string number = ((int)code).ToString(CultureInfo.InvariantCulture);
        string? encoded = string.IsNullOrEmpty(message) ? null : PercentEncoding.Encode(message);
        if (!response.HasStarted)
        {
            response.Headers["grpc-status"] = number;
            if (encoded is not null)
            {
                response.Headers["grpc-message"] = encoded;
            }

            return;
        }

        response.AppendTrailer("grpc-status", number);
        if (encoded is not null)
        {
            response.AppendTrailer("grpc-message", encoded);
        }
    }
}
