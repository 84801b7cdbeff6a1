namespace Ticker.Simulation.Tests.Oracle;

/// <summary>When something was sent: by the monotonic clock, and how far its lane had come.</summary>
internal readonly record struct Moment(long Time, ulong Position);
