using System.Threading.Channels;

namespace Ticker.Engine.Normalize;

/// <summary>The loop that looks for feeds that have fallen silent; at first, those that a journal knew from before.</summary>
/// <param name="door">The feeds.</param>
/// <param name="time">The clock.</param>
public sealed class SilencePump(FeedDoor door, TimeProvider time)
{
    /// <summary>Runs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromTicks(door.Options.FeedTimeout.Ticks / 10), time);
        try
        {
            await door.TellRestoredAsync(cancellation).ConfigureAwait(false);
            while (await timer.WaitForNextTickAsync(cancellation).ConfigureAwait(false))
            {
                await door.CheckSilenceAsync(cancellation).ConfigureAwait(false);
            }
        }
        catch (Exception stop) when (stop is OperationCanceledException or ChannelClosedException)
        {
            // The server stops.
        }
    }
}
