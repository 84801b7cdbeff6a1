namespace Ticker.Client.Streams.Roads;

/// <summary>A block of an event stream: an event, or a comment, which has neither name nor data.</summary>
/// <param name="Name">What the event is called; null where it is not said.</param>
/// <param name="Data">What it says; null where it says nothing.</param>
/// <param name="Id">The id that stands in it; null where there is none.</param>
internal readonly record struct ServerEvent(string? Name, byte[]? Data, string? Id);
