namespace Ticker.Recording.Replay;

/// <summary>What an alarm rings for one replay. All but the wakeup is the alarm's own.</summary>
/// <param name="wakeup">Set when it rings.</param>
public sealed class ReplayBell(Wakeup wakeup)
{
    internal Wakeup Wakeup => wakeup;

    internal long Due { get; set; } = long.MaxValue;

    internal long Queued { get; set; } = long.MaxValue;
}
