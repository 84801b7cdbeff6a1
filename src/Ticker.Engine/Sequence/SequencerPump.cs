using System.Threading.Channels;
using Ticker.Engine.Normalize;

namespace Ticker.Engine.Sequence;

/// <summary>The loop that takes batches from the feeds, has them numbered, and hands each to every lane.</summary>
/// <param name="input">The bounded channel that all feeds write to.</param>
/// <param name="sequencer">What numbers them.</param>
/// <param name="lanes">Where they go.</param>
public sealed class SequencerPump(ChannelReader<TickBatch> input, Sequencer sequencer, IReadOnlyList<LaneInlet> lanes)
{
    /// <summary>Runs until cancelled, or until the input is completed and empty.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await input.WaitToReadAsync(cancellation).ConfigureAwait(false))
            {
                while (input.TryRead(out TickBatch? batch))
                {
                    await PassOnAsync(batch, cancellation).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            // The server stops; what is still queued was never promised to anyone.
        }
    }

    private async ValueTask PassOnAsync(TickBatch batch, CancellationToken cancellation)
    {
        sequencer.Stamp(batch);
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
