using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Sequence;

public sealed class SequencerTests
{
    [Fact]
    public void Stamp_SeveralFeedsTakingTurns_MakesOneOrderWithoutAHole()
    {
        var pipeline = new TestPipeline();
        TestFeed[] feeds = [.. Enumerable.Range(0, 3).Select(n => pipeline.OpenFeed($"feed{n}").Define($"X:{n}"))];
        var random = new Random(1);
        for (int i = 0; i < 1_000; i++)
        {
            int n = random.Next(3);
            feeds[n].SendTrade($"X:{n}", i);
            if (random.Next(4) == 0)
            {
                feeds[n].Flush();
                pipeline.Run();
            }
        }

        Assert.All(feeds, feed => feed.Flush());
        pipeline.Run();
        Assert.Equal(Enumerable.Range(1, pipeline.Tape.Count).Select(n => (ulong)n), pipeline.Tape.Select(tick => tick.Sequence));
        Assert.Equal((ulong)pipeline.Tape.Count, pipeline.Sequencer.Last);
        Assert.Equal((ulong)pipeline.Tape.Count, pipeline.Lane.Position);
        Assert.Equal(1_000, pipeline.Tape.Count(tick => tick.Kind == TickKind.Trade));
        foreach (TestFeed feed in feeds)
        {
            long[] prices = [.. pipeline.Tape.Where(tick => tick.Kind == TickKind.Trade && tick.Feed == feed.Feed.Number).Select(tick => tick.Price)];
            Assert.Equal(prices.Order(), prices);
        }
    }

    [Fact]
    public void Stamp_AfterANumber_GoesOnWithTheNext()
    {
        var sequencer = new Sequencer(epoch: 5, last: 41);
        TickBatch batch = new TickBatchPool().Rent();
        batch.Add(new Tick { Kind = TickKind.Trade });
        batch.Add(new Tick { Kind = TickKind.Trade });
        sequencer.Stamp(batch);
        Assert.Equal((42ul, 43ul, 43ul, 5), (batch.Ticks[0].Sequence, batch.Ticks[1].Sequence, sequencer.Last, sequencer.Epoch));
    }
}
