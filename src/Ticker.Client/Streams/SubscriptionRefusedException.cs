using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>The server does not give a subscription what it asked for, or ended it.</summary>
public sealed class SubscriptionRefusedException : Exception
{
    internal SubscriptionRefusedException(ErrorReply error)
        : base($"{error.Message} ({error.Code})") => Code = error.Code;

    /// <summary>The protocol's word, such as <c>forbidden</c>.</summary>
    public string Code { get; }
}
