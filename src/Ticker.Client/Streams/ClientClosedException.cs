namespace Ticker.Client.Streams;

/// <summary>A client is at its end, and so are its subscriptions.</summary>
public sealed class ClientClosedException : Exception
{
    internal ClientClosedException(Ending ending)
        : base($"the client is closed ({ending.Reason.ToString().ToLowerInvariant()}): {ending.Text}", ending.Cause) =>
        (Reason, Code) = (ending.Reason, ending.Code);

    /// <summary>Why.</summary>
    public EndReason Reason { get; }

    /// <summary>The close code or the HTTP status, where there was one.</summary>
    public int? Code { get; }
}
