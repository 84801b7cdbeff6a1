using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Finds the instrument of a name, as <c>subscribed</c> told it; null = not told.</summary>
/// <param name="utf8FullName"><c>VENUE:SYMBOL</c> in UTF-8.</param>
public delegate Instrument? InstrumentLookup(ReadOnlySpan<byte> utf8FullName);
