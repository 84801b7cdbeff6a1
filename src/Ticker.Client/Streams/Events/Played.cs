using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>Where the tape of a replay is, and what it does.</summary>
/// <param name="Tape">What the server said.</param>
public sealed record Played(TapeNews Tape) : ClientEvent;
