using System.Net;
using Ticker.Client.Subscriptions;

namespace Ticker.Client.Streams;

/// <summary>
/// Which road is taken: the best that gets through, by the table on the page of how a client behaves. Not thread-safe.
/// </summary>
/// <param name="roads">Those that may be gone, best first; one alone is never left.</param>
/// <param name="retry">After how long a better one is tried; zero = never.</param>
/// <param name="time">The clock.</param>
internal sealed class RoadChoice(IReadOnlyList<Road> roads, TimeSpan retry, TimeProvider time)
{
    private const int Enough = 2;

    private int _at;
    private int _failures;
    private long _tried;

    /// <summary>The road to try.</summary>
    public Road Road => roads[_at];

    /// <summary>The next better road, to be tried again now and then; null = there is none, or it never is.</summary>
    public Road? Better => _at == 0 || retry <= TimeSpan.Zero ? null : roads[_at - 1];

    /// <summary>How long it is until the better road is to be tried, since it was left or tried last.</summary>
    public TimeSpan Wait => retry - time.GetElapsedTime(_tried) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    /// <summary>The better road was tried.</summary>
    public void Tried() => _tried = time.GetTimestamp();

    /// <summary>The better road was found open.</summary>
    public void Upgrade()
    {
        (_at, _failures) = (_at - 1, 0);
        Tried();
    }

    /// <summary>Whether it matters if the server can be reached: nothing came, or somebody else's word that it is away.</summary>
    public bool AsksHealth(Ending ending, bool wasOpen) =>
        !wasOpen && _at + 1 < roads.Count && (ending.Reason == EndReason.Unreachable || (ending.Reason == EndReason.Busy && ending.IsForeign));

    /// <summary>Takes how a connection ended, or why there was none.</summary>
    /// <param name="ending">The ending.</param>
    /// <param name="wasOpen">Whether it had been welcomed.</param>
    /// <param name="isReachable">Whether the server answers when it is asked how it is; false where that does not matter.</param>
    /// <returns>Whether another road is taken from now on.</returns>
    public bool Take(Ending ending, bool wasOpen, bool isReachable)
    {
        if (_at + 1 == roads.Count || !GivesUp(ending, wasOpen, isReachable))
        {
            return false;
        }

        (_at, _failures) = (_at + 1, 0);
        Tried();
        return true;
    }

    private bool GivesUp(Ending ending, bool wasOpen, bool isReachable)
    {
        if (ending.IsHeldBack || (ending.Reason == EndReason.Refused && ending.IsForeign))
        {
            return true;
        }

        _failures = isReachable || (wasOpen && Road == Road.Events && ending.Reason == EndReason.Mute) ? _failures + 1 : 0;
        return _failures >= Enough;
    }

    /// <summary>Whether a server answers when it is asked whether it lives.</summary>
    public static async ValueTask<bool> IsReachableAsync(Uri server, TimeSpan within, CancellationToken cancellation)
    {
        using var client = new HttpClient { BaseAddress = ServerAddress.WebOf(server), Timeout = within };
        try
        {
            using HttpResponseMessage answer = await client.GetAsync("healthz/live", cancellation).ConfigureAwait(false);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception failure) when (SubscriberFailure.IsOfLine(failure) || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return false;
        }
    }
}
