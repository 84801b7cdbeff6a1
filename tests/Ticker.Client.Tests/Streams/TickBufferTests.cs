using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams;

public class TickBufferTests
{
    [Fact]
    public async Task Add_MoreThanThereIsRoomFor_TheRestStandsBehindUntilItHasMovedUp()
    {
        var buffer = new TickBuffer(4, conflates: false);

        Assert.True(buffer.Add([Quote(1, 1), Quote(1, 2), Quote(1, 3), Quote(1, 4)]));
        Assert.False(buffer.Add([Quote(1, 5), Quote(1, 6)]));
        ValueTask room = buffer.RoomAsync();
        Assert.Equal([1UL, 2, 3, 4], Sequences(buffer.Take(out _)));
        Assert.False(room.IsCompleted);
        Assert.Equal([5UL, 6], Sequences(buffer.Take(out _)));
        await room.Soon();
        Assert.Null(buffer.Take(out bool isEnd));
        Assert.False(isEnd);
        Assert.True(buffer.Add([Quote(1, 7)]));
    }

    [Fact]
    public void Add_FullAndConflating_ANewerQuoteStandsForTheOneThatWaits()
    {
        var buffer = new TickBuffer(3, conflates: true);
        buffer.Add([Quote(1, 1), Quote(2, 2, TickFlags.GapBefore), Quote(3, 3)]);

        Assert.True(buffer.Add([Quote(2, 4), Quote(2, 5)]));

        TickBatch batch = buffer.Take(out _)!.Value;
        Assert.Equal([1UL, 5, 3], Sequences(batch));
        Assert.Equal((3L, 2UL, CollapseCause.Client), (batch.Ticks.Span[1].Collapsed.Count, batch.Ticks.Span[1].Collapsed.FirstSequence, batch.Ticks.Span[1].Collapsed.Cause));
        Assert.Equal(TickFlags.GapBefore, batch.Ticks.Span[1].Tick.Flags);
    }

    [Fact]
    public void Add_FullAndAGapOrStateIsBetween_WaitsSinceItWouldSaySomethingElse()
    {
        var acrossAGap = new TickBuffer(1, conflates: true);
        acrossAGap.Add([Quote(1, 1)]);
        acrossAGap.Add(new Gap { Id = 1, Cause = GapCause.FeedGap });
        var state = new TickBuffer(1, conflates: true);
        state.Add([Quote(1, 1, TickFlags.Snapshot)]);

        Assert.False(acrossAGap.Add([Quote(1, 5)]));
        Assert.False(state.Add([Quote(1, 5)]));
    }

    [Fact]
    public void Add_FullAndATradeWaitsBehindTheQuote_WaitsSoThatTheOrderHolds()
    {
        var buffer = new TickBuffer(2, conflates: true);
        buffer.Add([Quote(1, 1), Trade(1, 2)]);

        Assert.False(buffer.Add([Quote(1, 3), Trade(1, 4)]));
        Assert.Equal([1UL, 2], Sequences(buffer.Take(out _)));
        Assert.Equal([3UL, 4], Sequences(buffer.Take(out _)));
    }

    [Fact]
    public void Add_FullAndTheQuoteIsInTheReadersHands_IsNotReplacedThere()
    {
        var buffer = new TickBuffer(2, conflates: true);
        buffer.Add([Quote(1, 1), Quote(2, 2)]);
        TickBatch batch = buffer.Take(out _)!.Value;

        Assert.False(buffer.Add([Quote(1, 3)]));
        Assert.Equal([1UL, 2], Sequences(batch));
    }

    [Fact]
    public async Task Overflow_FullAndNobodyIterates_NobodyWaitsAndWhatHadComeIsGiven()
    {
        var buffer = new TickBuffer(1, conflates: false);
        Assert.False(buffer.Add([Quote(1, 1), Quote(1, 2)]));
        ValueTask room = buffer.RoomAsync();

        buffer.Overflow();

        await room.Soon();
        Assert.True(buffer.Add([Quote(1, 3)]));
        buffer.Complete(null);
        Assert.Equal([1UL, 2], Sequences(buffer.Take(out _)).Concat(Sequences(buffer.Take(out _))));
        Assert.Null(buffer.Take(out bool isEnd));
        Assert.True(isEnd);
    }

    [Fact]
    public void Overflow_RoomAgainAfterSomethingWasDropped_LacksNothingButItsEnd()
    {
        var buffer = new TickBuffer(1, conflates: false);
        buffer.Add([Quote(1, 1), Quote(1, 2)]);
        buffer.Overflow();
        buffer.Add([Quote(1, 3)]);
        ulong[] given = [.. Sequences(buffer.Take(out _)), .. Sequences(buffer.Take(out _))];
        buffer.Take(out _);

        buffer.Add([Quote(1, 4)]);
        buffer.Add(new Gap { Id = 1, Cause = GapCause.FeedGap });
        buffer.Complete(null);

        Assert.Equal([1UL, 2], given);
        Assert.Null(buffer.Take(out bool isEnd));
        Assert.True(isEnd);
    }

    [Fact]
    public void Overflow_AGapWhileThereIsRoom_StandsInItsPlace()
    {
        var buffer = new TickBuffer(2, conflates: false);
        var gap = new Gap { Id = 1, Cause = GapCause.FeedGap };
        buffer.Overflow();
        buffer.Add([Quote(1, 1)]);
        buffer.Add(gap);
        buffer.Add([Quote(1, 5), Quote(1, 6)]);
        buffer.Add(gap);

        Assert.Equal([1UL], Sequences(buffer.Take(out _)));
        Assert.Same(gap, buffer.Take(out _)!.Value.Gap);
        Assert.Equal([5UL], Sequences(buffer.Take(out _)));
        Assert.Equal([6UL], Sequences(buffer.Take(out _)));
        Assert.Null(buffer.Take(out _));
    }

    [Fact]
    public void Add_QuotesWithExtremes_TellTheExtremesOfAll()
    {
        var buffer = new TickBuffer(1, conflates: true);
        ReceivedTick older = Quote(1, 1) with { Collapsed = new Collapsed { Count = 4, FirstSequence = 1, HasQuoteSummary = true, BidHigh = 12, BidLow = 3, AskHigh = 30, AskLow = 20 } };
        ReceivedTick newer = Quote(1, 9) with { Tick = Quote(1, 9).Tick with { BidPrice = 2, AskPrice = Tick.NoPrice } };
        buffer.Add([older]);
        buffer.Add([newer]);

        Collapsed all = buffer.Take(out _)!.Value.Ticks.Span[0].Collapsed;

        Assert.Equal((5L, 1UL, 12L, 2L, 30L, 20L), (all.Count, all.FirstSequence, all.BidHigh, all.BidLow, all.AskHigh, all.AskLow));
    }

    [Fact]
    public void Take_AGapBetweenTicks_StandsInItsPlace()
    {
        var buffer = new TickBuffer(8, conflates: false);
        var gap = new Gap { Id = 1, Cause = GapCause.FeedGap };
        buffer.Add([Quote(1, 1)]);
        Assert.True(buffer.Add(gap));
        buffer.Add([Quote(1, 5)]);

        Assert.Equal([1UL], Sequences(buffer.Take(out _)));
        Assert.Same(gap, buffer.Take(out _)!.Value.Gap);
        Assert.Equal([5UL], Sequences(buffer.Take(out _)));
    }

    [Fact]
    public void Add_MoreGapsThanMayWait_IsNotTaken()
    {
        var buffer = new TickBuffer(8, conflates: false);
        var gap = new Gap { Id = 1, Cause = GapCause.FeedGap };

        int taken = Enumerable.Range(0, 1000).Count(_ => buffer.Add(gap));

        Assert.InRange(taken, 1, 999);
        buffer.Take(out _);
        Assert.True(buffer.Add(gap));
    }

    [Fact]
    public void Complete_TicksWait_AreGivenBeforeTheFailure()
    {
        var buffer = new TickBuffer(8, conflates: false);
        buffer.Add([Quote(1, 1)]);
        buffer.Complete(new InvalidOperationException("why"));

        Assert.Equal([1UL], Sequences(buffer.Take(out _)));
        Assert.Equal("why", Assert.Throws<InvalidOperationException>(() => buffer.Take(out _)).Message);
    }

    [Fact]
    public async Task RoomAsync_FullAndNobodyIterates_EndsWhenItIsCompleted()
    {
        var buffer = new TickBuffer(1, conflates: false);
        buffer.Add([Quote(1, 1), Quote(1, 2)]);
        ValueTask room = buffer.RoomAsync();

        buffer.Complete(null);

        await room.Soon();
        Assert.True(buffer.Add([Quote(1, 3)]));
        Assert.Equal([1UL], Sequences(buffer.Take(out _)));
        Assert.Equal([2UL], Sequences(buffer.Take(out _)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task AddAndTake_TwoThreads_EveryTickIsGivenOrStoodForInTheOrderOfItsInstrument(bool conflates)
    {
        const int Count = 200_000;
        var buffer = new TickBuffer(64, conflates);
        Task adding = Task.Run(async () =>
        {
            var random = new Random(5);
            for (ulong sequence = 1; sequence <= Count; sequence++)
            {
                uint instrument = (uint)random.Next(20);
                ReceivedTick[] one = [random.Next(10) == 0 ? Trade(instrument, sequence) : Quote(instrument, sequence)];
                if (!buffer.Add(one))
                {
                    await buffer.RoomAsync();
                }
            }

            buffer.Complete(null);
        });
        long got = 0;
        var last = new Dictionary<uint, ulong>();
        while (true)
        {
            if (buffer.Take(out bool isEnd) is { } batch)
            {
                foreach (ReceivedTick tick in batch.Ticks.ToArray())
                {
                    Assert.True(tick.Tick.Sequence > last.GetValueOrDefault(tick.Tick.Instrument), $"{tick.Tick} came after {last.GetValueOrDefault(tick.Tick.Instrument)}");
                    last[tick.Tick.Instrument] = tick.Tick.Sequence;
                    got += Math.Max(tick.Collapsed.Count, 1);
                }
            }
            else if (isEnd)
            {
                break;
            }
            else
            {
                await buffer.CameAsync().Soon();
            }
        }

        await adding.Soon();
        Assert.Equal(Count, got);
    }

    private static ReceivedTick Quote(uint instrument, ulong sequence, TickFlags flags = TickFlags.None) => new()
    {
        Tick = new Tick { Kind = TickKind.Quote, Instrument = instrument, Sequence = sequence, BidPrice = 10, AskPrice = 20, Flags = flags },
    };

    private static ReceivedTick Trade(uint instrument, ulong sequence) => new()
    {
        Tick = new Tick { Kind = TickKind.Trade, Instrument = instrument, Sequence = sequence },
    };

    private static ulong[] Sequences(TickBatch? batch) => [.. batch!.Value.Ticks.ToArray().Select(tick => tick.Tick.Sequence)];
}
