using Ticker.Client.Streams.Events;

namespace Ticker.Client.Streams;

/// <summary>The key that a client shows, and when it asks for another. One asks at a time; what is shown, any thread may read.</summary>
/// <param name="options">Where it comes from.</param>
/// <param name="tell">Tells the owner that it is asked for.</param>
internal sealed class Keys(TickerClientOptions options, Func<ClientEvent, ValueTask> tell)
{
    private bool _isNew;
    private volatile string? _shown;

    /// <summary>The one that was shown last; null = none.</summary>
    public string? Shown
    {
        get => _shown;
        private set => _shown = value;
    }

    /// <summary>Gets the one for the next connection: one that came in place of a refused one is not asked for again.</summary>
    public async ValueTask PrepareAsync(CancellationToken stop)
    {
        Shown = _isNew ? Shown : await AskAsync(KeyNeed.Connecting, stop).ConfigureAwait(false);
        _isNew = false;
    }

    /// <summary>Asks for one in place of the one that expires.</summary>
    /// <returns>It; null = there is no other.</returns>
    public async ValueTask<string?> RenewAsync(CancellationToken stop)
    {
        string? key = await AskAsync(KeyNeed.Expiring, stop).ConfigureAwait(false);
        if (key is null || key == Shown)
        {
            return null;
        }

        Shown = key;
        return key;
    }

    /// <summary>Asks for one in place of the one that was refused.</summary>
    /// <returns>Whether there is another.</returns>
    public async ValueTask<bool> ReplaceAsync(CancellationToken stop)
    {
        string? key = options.KeySource is null ? Shown : await AskAsync(KeyNeed.Refused, stop).ConfigureAwait(false);
        if (key is null || key == Shown)
        {
            return false;
        }

        (Shown, _isNew) = (key, true);
        return true;
    }

    private async ValueTask<string?> AskAsync(KeyNeed why, CancellationToken stop)
    {
        if (options.KeySource is not { } source)
        {
            return options.Key;
        }

        await tell(new KeyAsked(why)).ConfigureAwait(false);
        return await OwnersException.GuardAsync(() => source(stop)).ConfigureAwait(false);
    }
}
