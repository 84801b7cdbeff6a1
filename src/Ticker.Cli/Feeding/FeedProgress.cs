using Ticker.Cli.Output;
using Ticker.Client.Feeds;

namespace Ticker.Cli.Feeding;

/// <summary>Shows how a feed gets on, as far as that is known.</summary>
internal sealed class FeedProgress : IAsyncDisposable
{
    private readonly ProgressLine _line;
    private double _fraction = double.NaN;

    private FeedProgress(FeedPublisher publisher) =>
        _line = ProgressLine.ToStandardError(() => (Volatile.Read(ref _fraction), publisher.Sent), () => publisher.Received);

    /// <summary>How much is done, 0 to 1; null where there is no known end. Any thread may set it.</summary>
    public double? Fraction { set => Volatile.Write(ref _fraction, value ?? double.NaN); }

    /// <summary>Starts on standard error, drawn as fits what that is.</summary>
    public static FeedProgress ToStandardError(FeedPublisher publisher) => new(publisher);

    /// <summary>Stops and clears the line.</summary>
    public ValueTask DisposeAsync() => _line.DisposeAsync();
}
