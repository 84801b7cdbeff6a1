using Ticker.Client.Subscriptions;

namespace Ticker.Cli.Output;

/// <summary>A form in which <c>ticker sub</c> shows ticks. Used by one thread.</summary>
internal interface ITickOutput : IAsyncDisposable
{
    /// <summary>Takes a tick.</summary>
    void Add(in ReceivedTick tick);

    /// <summary>Shows what was taken; called when no more is at hand just now.</summary>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    ValueTask FlushAsync();
}
