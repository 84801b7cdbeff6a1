namespace Ticker.Feeds.Grpc.Calls;

/// <summary>Ends a call with a status that its caller sees.</summary>
/// <param name="code">The status.</param>
/// <param name="message">For a person at the other end; holds no secret.</param>
public sealed class GrpcException(GrpcStatusCode code, string message) : Exception(message)
{
    /// <summary>The status.</summary>
    public GrpcStatusCode Code => code;
}
