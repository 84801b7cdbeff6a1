using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Output;

/// <summary>Where ticks of a subscription go: a form in which <c>ticker sub</c> shows them, or a recording. Used by one thread, but for <see cref="Begin"/>.</summary>
internal interface ITickOutput : IAsyncDisposable
{
    /// <summary>Whether a tick is none for it: it is not counted then, and not to be added.</summary>
    bool Skips(in ReceivedTick tick) => false;

    /// <summary>Takes a tick.</summary>
    void Add(in ReceivedTick tick);

    /// <summary>The server told what there is, before the ticks of it. Called by another thread.</summary>
    void Begin(Subscribed page)
    {
    }

    /// <summary>Ticks are missing here.</summary>
    void Miss(Gap gap)
    {
    }

    /// <summary>Notes that values may no longer be true, or are again. What shows each tick once has nothing to do.</summary>
    void Mark(IEnumerable<Instrument> instruments, bool stale)
    {
    }

    /// <summary>Shows what was taken; called when no more is at hand just now.</summary>
    /// <exception cref="IOException">Nobody reads the output any more.</exception>
    ValueTask FlushAsync();
}
