using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>What is to be played of a recording, and how. Immutable.</summary>
public sealed record ReplayRequest
{
    /// <summary>How fast. Default as it was.</summary>
    public ReplaySpeed Speed { get; init; } = ReplaySpeed.RealTime;

    /// <summary>
    /// The longest time of the tape without a tick that is waited for; of a longer one the rest is skipped. Zero = all is
    /// waited for, which is the default.
    /// </summary>
    public TimeSpan MaxGap { get; init; }

    /// <summary>Whether it begins again at its end.</summary>
    public bool Loop { get; init; }

    /// <summary>Plays from this time on, by the recording's clock; none = from its beginning.</summary>
    public UnixNanos From { get; init; }

    /// <summary>Plays what came before this time; none = to its end.</summary>
    public UnixNanos To { get; init; }

    /// <summary>Which times the ticks carry.</summary>
    public ReplayTimes Times { get; init; }

    /// <summary>Whether a session waits for a resume or a step before it plays, so that everything can be subscribed to first.</summary>
    public bool StartsPaused { get; init; }

    /// <summary>Whether a session stays open when all is played, for a seek; otherwise it is closed.</summary>
    public bool StaysAtEnd { get; init; }

    /// <summary>What is wrong with it, for a person to read; null when nothing is.</summary>
    public string? Check() =>
        MaxGap < TimeSpan.Zero ? "max_gap is negative"
        : !From.IsNone && !To.IsNone && From >= To ? "from is not before to"
        : null;
}
