namespace Ticker.Simulation.Tests.Oracle;

/// <summary>When something was sent: by the monotonic clock, and how far its lane had come.</summary>
/// <param name="Time">The timestamp.</param>
/// <param name="Position">The last record that the lane had applied.</param>
/// <param name="Began">
/// Where each subscription had begun or been changed last, by the lane's own word: a page says no more than its
/// position, and one that answers a change is to be told from one of instruments that appeared.
/// </param>
internal readonly record struct Moment(long Time, ulong Position, IReadOnlyDictionary<int, ulong> Began);
