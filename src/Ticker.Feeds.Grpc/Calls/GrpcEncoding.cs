namespace Ticker.Feeds.Grpc.Calls;

/// <summary>How the messages of a call are compressed.</summary>
internal enum GrpcEncoding
{
    /// <summary>The call named none.</summary>
    Unnamed,

    /// <summary>Named, and it is none.</summary>
    Identity,

    /// <summary>RFC 1952.</summary>
    Gzip,
}
