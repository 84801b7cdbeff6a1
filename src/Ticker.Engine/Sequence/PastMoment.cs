using Ticker.Model;

namespace Ticker.Engine.Sequence;

/// <summary>The market at a past moment. Immutable.</summary>
/// <param name="Sequence">The last record of before.</param>
/// <param name="State">By ascending sequence: of each instrument the newest quote, trade and status; other records among them mean nothing.</param>
/// <param name="Missing">Records that the state may lack; null = none.</param>
public sealed record PastMoment(ulong Sequence, IReadOnlyList<Tick> State, PastGap? Missing = null);
