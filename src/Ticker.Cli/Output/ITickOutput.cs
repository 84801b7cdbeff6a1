using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Output;

/// <summary>A form in which <c>ticker sub</c> shows ticks. Used by one thread.</summary>
internal interface ITickOutput : IAsyncDisposable
{
    /// <summary>Takes a tick.</summary>
    void Add(in ReceivedTick tick);

    /// <summary>Notes that values may no longer be true, or are again. What shows each tick once has nothing to do.</summary>
    void Mark(IEnumerable<Instrument> instruments, bool stale)
    {
    }

    /// <summary>Shows what was taken; called when no more is at hand just now.</summary>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    ValueTask FlushAsync();
}
