using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>What subscriptions must have in common so that the very same bytes are right for all of them.</summary>
/// <param name="Id">The client's number, which stands in every message.</param>
/// <param name="Framing">How messages are written, and what stands around them.</param>
/// <param name="Times">Whether every tick tells when it was received.</param>
/// <param name="Pace">Kinds, mode and all that shapes what waits.</param>
/// <param name="Interest">The fingerprint of the names and patterns.</param>
internal readonly record struct CohortKey(int Id, Framing Framing, bool Times, Pace Pace, UInt128 Interest);
