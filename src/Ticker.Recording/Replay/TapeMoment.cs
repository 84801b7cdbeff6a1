namespace Ticker.Recording.Replay;

/// <summary>The next thing that happens on a tape.</summary>
/// <param name="Time">When, by the tape's time.</param>
/// <param name="Records">How many records; 0 = only the time comes, for which something waits.</param>
/// <param name="Ticks">How many of these are ticks.</param>
public readonly record struct TapeMoment(long Time, int Records, int Ticks);
