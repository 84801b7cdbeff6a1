using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ticker.Engine.Normalize;

namespace Ticker.Engine.Sequence;

/// <summary>The loop that takes batches from the feeds, has them numbered, and hands each to every lane.</summary>
/// <param name="input">The bounded channel that all feeds write to.</param>
/// <param name="sequencer">What numbers them.</param>
/// <param name="lanes">Where they go.</param>
/// <param name="journal">Gets them before the lanes do; null = none.</param>
/// <param name="recent">Gets them after that, and before the lanes do; null = none.</param>
public sealed class SequencerPump(
    ChannelReader<TickBatch> input, Sequencer sequencer, IReadOnlyList<LaneInlet> lanes, IJournal? journal = null, RecentTicks? recent = null)
{
    private const int MostTogether = 64;

    private readonly IJournal _journal = journal ?? NoJournal.Instance;
    private readonly TickBatch[] _together = new TickBatch[MostTogether];

    /// <summary>Runs until the input is completed and empty.</summary>
    /// <param name="cancellation">Gives up on a lane that takes nothing any more.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            // Without a token, which would cost an object each time it waits.
            while (await input.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
            {
                while (TakeTogether() is > 0 and var count)
                {
                    for (int n = 0; n < count; n++)
                    {
                        await PassOnAsync(_together[n], cancellation).ConfigureAwait(false);
                    }
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server stops; what is still queued was never promised to anyone.
        }
    }

    // What has come by now is written at once: a busy journal writes seldom and much, a calm one without delay.
    private int TakeTogether()
    {
        int count = 0;
        bool more = true;
        while (more && count < MostTogether && input.TryRead(out TickBatch? batch))
        {
            sequencer.Stamp(batch);
            _together[count++] = batch;
            more = _journal.Append(batch);
        }

        _journal.Commit();
        for (int n = 0; n < count; n++)
        {
            recent?.Add(_together[n].Ticks);
        }

        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private async ValueTask PassOnAsync(TickBatch batch, CancellationToken cancellation)
    {
        batch.Share(lanes.Count);
        for (int i = 0; i < lanes.Count; i++)
        {
            if (!lanes[i].TryWrite(batch))
            {
                await lanes[i].WriteAsync(batch, cancellation).ConfigureAwait(false);
            }
        }
    }
}
