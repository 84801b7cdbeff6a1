namespace Ticker.Client.Feeds;

/// <summary>One tick or definition that the server did not take; the stream goes on.</summary>
/// <param name="Sequence">The tick's feed sequence; 0 for a tick without one and for a definition.</param>
/// <param name="Reason">What is wrong; a number beyond the known ones comes from a newer server.</param>
/// <param name="Detail">More, for a person to read; may be empty.</param>
public readonly record struct FeedReject(ulong Sequence, FeedRejectReason Reason, string Detail);
