using System.Globalization;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>How a connection ended, or why there was none, and what follows from it.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Text">For a person to read; of a close its reason.</param>
/// <param name="Code">The close code or the status of the answer; null where there was none.</param>
/// <param name="Least">How long to wait at least before coming back.</param>
/// <param name="Cause">What was thrown; null where nothing was.</param>
internal sealed record Ending(EndReason Reason, string Text, int? Code = null, TimeSpan Least = default, Exception? Cause = null)
{
    /// <summary>Whether the client comes back; <see cref="EndReason.Unauthorized"/> depends on there being another key.</summary>
    public bool ComesBack => HasAnotherRoad || Reason is EndReason.Unreachable or EndReason.Busy or EndReason.Lost or EndReason.Mute or EndReason.Restarting
        or EndReason.Slow or EndReason.Unauthorized;

    /// <summary>Whether another road is taken now.</summary>
    public bool HasAnotherRoad { get; init; }

    /// <summary>Whether it is somebody between who said so, not Ticker.</summary>
    public bool IsForeign => Cause is SubscriberException { End: ConnectionEnd.Refused, IsRefusedByTicker: false };

    /// <summary>Whether the answer began, and somebody keeps back the rest of it.</summary>
    public bool IsHeldBack => Cause is SubscriberException { IsHeldBack: true };

    /// <summary>The lowest position that subscriptions had come to, where the close told it: <c>slow:epoch:seq</c>, <c>restart:epoch:seq</c>.</summary>
    public StartFrom? Position =>
        Code is 1012 or 4008 && Text.Split(':') is [_, var epoch, var sequence]
        && long.TryParse(epoch, NumberStyles.None, CultureInfo.InvariantCulture, out long number)
        && ulong.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out ulong last)
            ? StartFrom.Position(number, last) : null;

    /// <summary>What a connection's failure means.</summary>
    public static Ending Of(SubscriberException failure) => failure.End switch
    {
        _ when failure.IsKeyMissing => new Ending(EndReason.Unauthorized, failure.Message, Cause: failure),
        ConnectionEnd.NoServer => new Ending(EndReason.Unreachable, failure.Message, Cause: failure),
        ConnectionEnd.Refused => new Ending(OfStatus(failure.HttpStatus), failure.Message, failure.HttpStatus, failure.RetryAfter ?? default, failure),
        ConnectionEnd.Closed => new Ending(OfClose(failure.CloseCode), failure.CloseReason, failure.CloseCode == 0 ? null : failure.CloseCode, Cause: failure),
        ConnectionEnd.Malformed => new Ending(EndReason.Broken, failure.Message, Cause: failure),
        _ => new Ending(EndReason.Lost, failure.Message, Cause: failure),
    };

    private static EndReason OfStatus(int status) => status switch
    {
        401 => EndReason.Unauthorized,
        429 or 500 or 502 or 503 or 504 => EndReason.Busy,
        _ => EndReason.Refused,
    };

    private static EndReason OfClose(int code) => code switch
    {
        1012 => EndReason.Restarting,
        1013 or 4409 or 4429 => EndReason.Busy,
        4008 => EndReason.Slow,
        4401 => EndReason.Unauthorized,
        4403 => EndReason.Forbidden,
        4413 => EndReason.Limit,
        1002 or 1003 or 1007 or 1009 or 4400 => EndReason.Broken,
        _ => EndReason.Lost,
    };
}
