namespace Ticker.Client.Feeds;

/// <summary>A feed's stream could not be opened, or ended other than by its publisher's will.</summary>
public sealed class FeedException : Exception
{
    /// <summary>Makes one.</summary>
    /// <param name="status">How the stream ended.</param>
    /// <param name="message">Why, for a person to read.</param>
    /// <param name="connected">Whether a server had answered before.</param>
    /// <param name="inner">What caused it.</param>
    public FeedException(FeedStatus status, string message, bool connected, Exception? inner = null)
        : base(message, inner)
    {
        Status = status;
        Connected = connected;
    }

    /// <summary>How the stream ended; never <see cref="FeedStatus.Ok"/>.</summary>
    public FeedStatus Status { get; }

    /// <summary>
    /// Whether a server had answered before: false with <see cref="FeedStatus.Unavailable"/> means that none is there.
    /// </summary>
    public bool Connected { get; }
}
