namespace Ticker.Protocol;

/// <summary>What a subscriber gets of quotes, and at what pace.</summary>
public enum DeliveryMode
{
    /// <summary><c>latest</c>, the default: the newest, as soon as its socket takes it.</summary>
    Latest,

    /// <summary><c>interval</c>: at once if the instrument was quiet, then at most one per interval; the last value always arrives.</summary>
    Interval,

    /// <summary><c>all</c>: every tick, in order.</summary>
    All,
}
