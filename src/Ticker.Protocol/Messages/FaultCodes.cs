namespace Ticker.Protocol;

/// <summary>The codes of faults that are found by reading a message alone.</summary>
public static class FaultCodes
{
    /// <summary>Not one whole, valid MessagePack or JSON map. Malformed.</summary>
    public const string BadMessage = "bad_message";

    /// <summary>A key stands twice in one map. Malformed.</summary>
    public const string DuplicateKey = "duplicate_key";

    /// <summary>A key that the operation needs is not there. Malformed.</summary>
    public const string MissingKey = "missing_key";

    /// <summary>A value of the wrong type (malformed), or of the right type and not acceptable (refused).</summary>
    public const string BadValue = "bad_value";

    /// <summary>No such operation. Refused.</summary>
    public const string UnknownOp = "unknown_op";

    /// <summary>What may not be asked for, whether it exists or not. Refused.</summary>
    public const string Forbidden = "forbidden";

    /// <summary>Something was asked for before <c>auth</c> has said who asks. Refused.</summary>
    public const string Unauthenticated = "unauthenticated";

    /// <summary>More of something than one message may carry. Refused.</summary>
    public const string Limit = "limit";
}
