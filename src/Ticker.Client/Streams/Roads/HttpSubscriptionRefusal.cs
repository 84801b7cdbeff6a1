using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>The server does not give one subscription what it asks for.</summary>
internal sealed class HttpSubscriptionRefusal(ErrorReply error) : Exception(error.Message)
{
    /// <summary>What it said.</summary>
    public ErrorReply Error => error;
}
