using System.Threading.Channels;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;

namespace Ticker.Engine.Tests.Sequence;

public sealed class SequencerPumpTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly TickBatchPool _pool = new();
    private readonly Channel<TickBatch> _input = Channel.CreateBounded<TickBatch>(64);

    [Fact]
    public async Task Run_SeveralLanes_GetTheSameBatchesAndReturnEachOnce()
    {
        using LaneInlet one = new(64), two = new(64), three = new(64);
        TickBatch[] batches = [.. Enumerable.Range(0, 20).Select(_ => Batch())];
        Assert.Equal(0, _pool.Idle);
        Task running = new SequencerPump(_input.Reader, new Sequencer(1), [one, two, three]).RunAsync(default);
        foreach (TickBatch batch in batches)
        {
            await _input.Writer.WriteAsync(batch);
        }

        _input.Writer.Complete();
        await running.WaitAsync(Soon);
        foreach (LaneInlet inlet in new[] { one, two, three })
        {
            Assert.Equal(20, inlet.Count);
            Assert.Equal(0, _pool.Idle);
            foreach (TickBatch batch in batches)
            {
                Assert.True(inlet.TryRead(out TickBatch read));
                Assert.Same(batch, read);
                if (inlet != three)
                {
                    read.Release();
                }
            }
        }

        for (int i = 0; i < batches.Length; i++)
        {
            Assert.Equal(i, _pool.Idle);
            batches[i].Release();
        }

        Assert.Equal(20, _pool.Idle);
        Assert.Equal(20, Enumerable.Range(0, 20).Select(_ => _pool.Rent()).Distinct().Count());
    }

    [Fact]
    public async Task Run_OneLaneFull_WaitsForItAndLosesNothing()
    {
        using LaneInlet slow = new(1), fast = new(64);
        Task running = new SequencerPump(_input.Reader, new Sequencer(1), [slow, fast]).RunAsync(default);
        for (int i = 0; i < 10; i++)
        {
            await _input.Writer.WriteAsync(Batch());
        }

        _input.Writer.Complete();
        List<ulong> sequences = [];
        using var deadline = new CancellationTokenSource(Soon);
        while (sequences.Count < 10)
        {
            Assert.InRange(slow.Count, 0, 1);
            if (slow.TryRead(out TickBatch batch))
            {
                sequences.Add(batch.Ticks[0].Sequence);
            }
            else
            {
                deadline.Token.ThrowIfCancellationRequested();
                await Task.Yield();
            }
        }

        await running.WaitAsync(Soon);
        Assert.Equal(Enumerable.Range(1, 10).Select(n => (ulong)n), sequences);
        Assert.Equal(10, fast.Count);
    }

    [Fact]
    public async Task Run_CancelledWhileALaneTakesNothing_Ends()
    {
        using LaneInlet stuck = new(1);
        using var cancel = new CancellationTokenSource();
        Task running = new SequencerPump(_input.Reader, new Sequencer(1), [stuck]).RunAsync(cancel.Token);
        for (int i = 0; i < 3; i++)
        {
            await _input.Writer.WriteAsync(Batch());
        }

        await cancel.CancelAsync();
        _input.Writer.Complete();
        await running.WaitAsync(Soon);
    }

    [Fact]
    public void Return_MoreThanThePoolKeeps_IsLeftToTheCollector()
    {
        var small = new TickBatchPool(capacity: 1);
        TickBatch[] batches = [small.Rent(), small.Rent()];
        batches[0].Add(default);
        Assert.All(batches, batch => batch.Release());
        Assert.Equal(1, small.Idle);
        Assert.Equal(0, small.Rent().Count);
        Assert.Equal(0, small.Idle);
    }

    private TickBatch Batch()
    {
        TickBatch batch = _pool.Rent();
        batch.Add(new Tick { Kind = TickKind.Trade });
        return batch;
    }
}
