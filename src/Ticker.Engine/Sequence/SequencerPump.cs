using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Ticker.Engine.Normalize;

namespace Ticker.Engine.Sequence;

/// <summary>The loop that takes batches from the feeds, has them numbered, and hands each to every lane.</summary>
/// <param name="input">The bounded channel that all feeds write to.</param>
/// <param name="sequencer">What numbers them.</param>
/// <param name="lanes">Where they go.</param>
public sealed class SequencerPump(ChannelReader<TickBatch> input, Sequencer sequencer, IReadOnlyList<LaneInlet> lanes)
{
    /// <summary>Runs until the input is completed and empty.</summary>
    /// <param name="cancellation">Gives up on a lane that takes nothing any more.</param>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            // Without a token, which would cost an object each time it waits.
            while (await input.WaitToReadAsync(CancellationToken.None).ConfigureAwait(false))
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

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
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
