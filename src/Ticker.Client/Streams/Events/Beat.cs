using Ticker.Protocol;

namespace Ticker.Client.Streams.Events;

/// <summary>The server is there: about once a second, with its time and how its feeds are; long polls have none.</summary>
/// <param name="Heartbeat">What it said.</param>
public sealed record Beat(Heartbeat Heartbeat) : ClientEvent;
