using Ticker.Engine.Normalize;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>What a publisher is told of one thing that was not taken.</summary>
/// <param name="Sequence">The tick's feed sequence; 0 = none, or a definition.</param>
/// <param name="Instrument">The publisher's number of the instrument.</param>
/// <param name="Reason">What is wrong with it.</param>
/// <param name="Detail">More, for a person to read, where there is more.</param>
public readonly record struct RejectNote(ulong Sequence, uint Instrument, RejectReason Reason, string? Detail);
