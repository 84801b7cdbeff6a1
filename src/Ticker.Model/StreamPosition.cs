namespace Ticker.Model;

/// <summary>
/// A place in the one order of all ticks. Sequences are comparable only within an epoch.
/// </summary>
/// <param name="Epoch">The numbering's birth, milliseconds since the UNIX epoch; below 2^53.</param>
/// <param name="Sequence">The number of a record within the epoch, from 1; 0 stands before the first.</param>
public readonly record struct StreamPosition(long Epoch, ulong Sequence)
{
    /// <summary><c>epoch:sequence</c>, as close reasons and cursors carry it.</summary>
    public override string ToString() => $"{Epoch}:{Sequence}";
}
