namespace Ticker.Engine.Normalize;

/// <summary>A feed as a journal holds it from before the server started.</summary>
/// <param name="Number">The number that its ticks carry.</param>
/// <param name="Name">Its name.</param>
/// <param name="RunId">Its publisher's last run.</param>
/// <param name="LastSequence">The highest of its own sequences in that run.</param>
/// <param name="DurableLimit">What comes after this sequence of that run was lost to a hole; <see cref="ulong.MaxValue"/> = nothing was.</param>
/// <param name="HasEnded">Whether its publisher said that it had ended.</param>
public sealed record StoredFeed(ushort Number, string Name, ulong RunId, ulong LastSequence, ulong DurableLimit, bool HasEnded);
