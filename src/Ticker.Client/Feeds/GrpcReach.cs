namespace Ticker.Client.Feeds;

/// <summary>How far a call got before it failed.</summary>
internal enum GrpcReach
{
    /// <summary>Nobody took the connection.</summary>
    Nothing,

    /// <summary>Somebody took the connection, and gave no gRPC answer.</summary>
    Connected,

    /// <summary>A gRPC server answered.</summary>
    Answered,
}
