using System.Threading.Channels;
using Ticker.Engine.Normalize;
using Ticker.Engine.Tests.Fakes;

namespace Ticker.Engine.Tests.Normalize;

public sealed class FeedBackPressureTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly Channel<TickBatch> _channel = Channel.CreateBounded<TickBatch>(2);
    private readonly FeedDoor _door;

    public FeedBackPressureTests() =>
        _door = new FeedDoor(new FeedOptions(), new InstrumentRegistry(), new TickBatchPool(), _channel.Writer, new VirtualTime());

    [Fact]
    public async Task Flush_ChannelFull_WaitsAndNothingIsLost()
    {
        FeedSession session = await OpenAsync();
        ulong sent = 0;
        ValueTask waiting = default;
        for (int i = 0; i < 3; i++)
        {
            session.Add(Trade(++sent));
            session.Add(Trade(++sent));
            waiting = session.FlushAsync();
        }

        Task third = waiting.AsTask();
        Assert.False(third.IsCompleted);
        Assert.Equal(4ul, session.Feed.LastSequence);

        List<ulong> received = [];
        for (int i = 0; i < 3; i++)
        {
            received.AddRange(Ids(await _channel.Reader.ReadAsync().AsTask().WaitAsync(Soon)));
        }

        await third.WaitAsync(Soon);
        Assert.Equal([1ul, 2, 3, 4, 5, 6], received);
        Assert.Equal(6ul, session.Feed.LastSequence);
    }

    [Fact]
    public async Task Flush_ServerStopsWhileItWaits_CountsAsNeverReceived()
    {
        FeedSession session = await OpenAsync();
        for (ulong sequence = 1; sequence <= 2; sequence++)
        {
            session.Add(Trade(sequence));
            await session.FlushAsync();
        }

        session.Add(Trade(3));
        Task waiting = session.FlushAsync().AsTask();
        _channel.Writer.Complete();
        await Assert.ThrowsAsync<OperationCanceledException>(() => waiting.WaitAsync(Soon));
        Assert.Equal(2ul, session.Feed.LastSequence);
        await session.CloseAsync(ended: false).AsTask().WaitAsync(Soon);
        Assert.Equal(2ul, session.LastSequence);
    }

    [Fact]
    public async Task Close_ChannelFull_WaitsForRoomAndThenFreesTheFeed()
    {
        FeedSession session = await OpenAsync();
        for (ulong sequence = 1; sequence <= 2; sequence++)
        {
            session.Add(Trade(sequence));
            await session.FlushAsync();
        }

        session.Add(Trade(3));
        Task closing = session.CloseAsync(ended: true).AsTask();
        Assert.False(closing.IsCompleted);
        await _channel.Reader.ReadAsync();
        await closing.WaitAsync(Soon);
        await _channel.Reader.ReadAsync();
        TickBatch last = await _channel.Reader.ReadAsync();
        Assert.Equal([3ul], Ids(last));
        Assert.Equal(FeedState.Ended, last.Ticks[^1].FeedState);
        Assert.Equal(3ul, session.Feed.LastSequence);
    }

    private static Tick Trade(ulong sequence) => new() { Kind = TickKind.Trade, Instrument = 1, Size = 1, TradeId = sequence, Sequence = sequence };

    private static ulong[] Ids(TickBatch batch)
    {
        List<ulong> ids = [];
        foreach (ref readonly Tick tick in batch.Ticks)
        {
            if (tick.Kind == TickKind.Trade)
            {
                ids.Add(tick.TradeId);
            }
        }

        return [.. ids];
    }

    private async Task<FeedSession> OpenAsync()
    {
        (_, FeedSession? session) = await _door.OpenAsync(new FeedHello("alpha", 1, ""), default);
        session!.Define(1, TestFeed.Describe("X:A"), out _);
        return session;
    }
}
