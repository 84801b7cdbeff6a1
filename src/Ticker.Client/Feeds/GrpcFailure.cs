using System.Net.Sockets;

namespace Ticker.Client.Feeds;

/// <summary>Puts what went wrong beneath a gRPC call into a status and plain words.</summary>
internal static class GrpcFailure
{
    /// <summary>Explains an exception of the HTTP client.</summary>
    /// <param name="failure">What it threw.</param>
    /// <param name="server">Whom it spoke to.</param>
    /// <param name="reach">How far the call got.</param>
    public static FeedException Explain(Exception failure, Uri server, GrpcReach reach) => (failure, reach) switch
    {
        (FeedException told, _) => told,
        (HttpProtocolException reset, GrpcReach.Answered) => new FeedException(StatusOf(reset.ErrorCode), $"the server at {server} reset the stream (HTTP/2 error {reset.ErrorCode})", connected: true, failure),
        (_, GrpcReach.Answered) => new FeedException(FeedStatus.Unavailable, $"the connection to {server} broke: {Cause(failure)}", connected: true, failure),
        (OperationCanceledException, GrpcReach.Connected) => new FeedException(FeedStatus.Unavailable, $"what answers at {server} speaks no gRPC over HTTP/2; is it the port for subscribers?", connected: false, failure),
        (_, GrpcReach.Connected) => new FeedException(FeedStatus.Unavailable, $"what answers at {server} speaks no gRPC over HTTP/2: {Cause(failure)}", connected: false, failure),
        (HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }, _) => new FeedException(FeedStatus.Unavailable, $"no secure connection to {server}: {Cause(failure)}", connected: false, failure),
        (OperationCanceledException, _) => new FeedException(FeedStatus.Unavailable, $"no server answers at {server}: the connection was not made in time", connected: false, failure),
        _ => new FeedException(FeedStatus.Unavailable, $"no server answers at {server}: {Cause(failure)}", connected: false, failure),
    };

    // What RST_STREAM codes mean, by the gRPC project's PROTOCOL-HTTP2.
    private static FeedStatus StatusOf(long http2Error) => http2Error switch
    {
        0x7 => FeedStatus.Unavailable,
        0x8 => FeedStatus.Cancelled,
        0xB => FeedStatus.ResourceExhausted,
        0xC => FeedStatus.PermissionDenied,
        _ => FeedStatus.Internal,
    };

    // The innermost socket's words are the clearest; the HTTP client only repeats them.
    private static string Cause(Exception failure)
    {
        for (Exception? inner = failure; inner is not null; inner = inner.InnerException)
        {
            if (inner is SocketException socket)
            {
                return socket.Message;
            }
        }

        return failure.Message;
    }
}
