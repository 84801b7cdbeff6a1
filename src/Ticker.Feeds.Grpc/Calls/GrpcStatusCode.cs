namespace Ticker.Feeds.Grpc.Calls;

/// <summary>How a call ended. The numbers and meanings are those of the gRPC status code document.</summary>
public enum GrpcStatusCode
{
    /// <summary>It went well.</summary>
    Ok = 0,

    /// <summary>The caller gave it up.</summary>
    Cancelled = 1,

    /// <summary>An error without a better code.</summary>
    Unknown = 2,

    /// <summary>What the caller sent is wrong, whatever the state of the server.</summary>
    InvalidArgument = 3,

    /// <summary>The call's deadline passed.</summary>
    DeadlineExceeded = 4,

    /// <summary>What was asked for is not there.</summary>
    NotFound = 5,

    /// <summary>What was to be made is there already.</summary>
    AlreadyExists = 6,

    /// <summary>The caller may not do that.</summary>
    PermissionDenied = 7,

    /// <summary>A limit was reached.</summary>
    ResourceExhausted = 8,

    /// <summary>The system is not in the state that the call needs.</summary>
    FailedPrecondition = 9,

    /// <summary>The call lost to another one.</summary>
    Aborted = 10,

    /// <summary>Beyond the valid range.</summary>
    OutOfRange = 11,

    /// <summary>There is no such method, or no such feature.</summary>
    Unimplemented = 12,

    /// <summary>Something that must hold does not: broken framing, for one.</summary>
    Internal = 13,

    /// <summary>Not now; a retry may help.</summary>
    Unavailable = 14,

    /// <summary>Something was lost for good.</summary>
    DataLoss = 15,

    /// <summary>The caller did not say who it is.</summary>
    Unauthenticated = 16,
}
