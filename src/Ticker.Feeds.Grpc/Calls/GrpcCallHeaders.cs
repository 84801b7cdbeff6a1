using Microsoft.AspNetCore.Http;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>What the request headers of a call say, beside its path.</summary>
/// <param name="Encoding">How its messages are compressed.</param>
/// <param name="Timeout">How long it may last; infinite where it says nothing.</param>
internal readonly record struct GrpcCallHeaders(GrpcEncoding Encoding, TimeSpan Timeout)
{
    /// <summary>Whether a content type is gRPC with protobuf; gRPC-Web and gRPC with other codecs are not.</summary>
    public static bool IsGrpc(string? contentType)
    {
        const string Grpc = "application/grpc";
        if (contentType is null || !contentType.StartsWith(Grpc, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> rest = contentType.AsSpan(Grpc.Length);
        rest = rest.StartsWith("+proto", StringComparison.OrdinalIgnoreCase) ? rest["+proto".Length..] : rest;
        return rest.IsEmpty || rest[0] is ';' or ' ';
    }

    /// <summary>Reads them.</summary>
    /// <exception cref="GrpcException">One of them cannot be served.</exception>
    public static GrpcCallHeaders Read(IHeaderDictionary headers)
    {
        string? encoding = headers["grpc-encoding"];
        string? timeout = headers["grpc-timeout"];
        TimeSpan limit = System.Threading.Timeout.InfiniteTimeSpan;
        if (timeout is not null && !GrpcTimeout.TryParse(timeout, out limit))
        {
            throw new GrpcException(GrpcStatusCode.Internal, "grpc-timeout is not at most eight digits and a unit");
        }

        return new GrpcCallHeaders(
            encoding switch
            {
                null => GrpcEncoding.Unnamed,
                "identity" => GrpcEncoding.Identity,
                "gzip" => GrpcEncoding.Gzip,
                _ => throw new GrpcException(GrpcStatusCode.Unimplemented, $"the message encoding '{encoding}' is not known; identity and gzip are"),
            },
            limit);
    }
}
