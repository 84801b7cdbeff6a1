namespace Ticker.Client.Feeds;

/// <summary>
/// How a feed's stream ended. The numbers and names are those of the gRPC status codes
/// (https://grpc.io/docs/guides/status-codes/).
/// </summary>
public enum FeedStatus
{
    /// <summary>All was taken and the stream was ended by the publisher.</summary>
    Ok = 0,

    /// <summary>Someone cancelled the call.</summary>
    Cancelled = 1,

    /// <summary>An answer that fits no other code, such as one from something that is no Ticker server.</summary>
    Unknown = 2,

    /// <summary>A message was malformed or out of place.</summary>
    InvalidArgument = 3,

    /// <summary>The call's deadline passed, or the hello came too late.</summary>
    DeadlineExceeded = 4,

    /// <summary>There is no such thing at this address.</summary>
    NotFound = 5,

    /// <summary>The feed has a live stream of another run: another publisher is at work.</summary>
    AlreadyExists = 6,

    /// <summary>The publisher's key does not allow this feed.</summary>
    PermissionDenied = 7,

    /// <summary>A message was too large, or the server keeps no more feeds.</summary>
    ResourceExhausted = 8,

    /// <summary>The server does not speak this version of the contract.</summary>
    FailedPrecondition = 9,

    /// <summary>A newer stream of the same feed and run took over.</summary>
    Aborted = 10,

    /// <summary>Past the end of something.</summary>
    OutOfRange = 11,

    /// <summary>The server does not know this method, or this encoding.</summary>
    Unimplemented = 12,

    /// <summary>The framing was broken, or the server failed.</summary>
    Internal = 13,

    /// <summary>No server there, it is going away, or the connection broke: worth trying again with the same run.</summary>
    Unavailable = 14,

    /// <summary>Data was lost beyond repair.</summary>
    DataLoss = 15,

    /// <summary>The publisher's key is missing or not valid.</summary>
    Unauthenticated = 16,
}
