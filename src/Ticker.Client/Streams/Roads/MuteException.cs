namespace Ticker.Client.Streams.Roads;

/// <summary>Nothing came for three heartbeats, or no answer in time.</summary>
internal sealed class MuteException(string message = "nothing came for three heartbeats") : Exception(message);
