using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Streams;

public class ProgressTests
{
    private const long Epoch = 7;

    [Theory]
    [InlineData(DeliveryMode.All)]
    [InlineData(DeliveryMode.Latest)]
    public void Take_ConnectionsThatBreakAnywhere_EveryTradeIsTakenOnceAndTheLastQuoteIsTheNewest(DeliveryMode mode)
    {
        for (int seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            Tick[] market = [.. Enumerable.Range(1, 200).Select(n => Any(random, (ulong)n))];
            var progress = new Progress(StartFrom.Position(Epoch, 0), mode == DeliveryMode.All);
            List<ulong> trades = [];
            var quotes = new Dictionary<uint, ulong>();
            int here = 0;
            while (here < market.Length)
            {
                here = Math.Min(market.Length, here + random.Next(1, 60));
                Connection(random, mode, market.AsSpan(0, here), progress, tick => Note(tick, trades, quotes));
            }

            // The last connection does not break.
            Connection(null, mode, market, progress, tick => Note(tick, trades, quotes));

            Assert.Equal(market.Where(tick => tick.Kind == TickKind.Trade).Select(tick => tick.Sequence), trades);
            Assert.All(market.Where(tick => tick.Kind == TickKind.Quote).GroupBy(tick => tick.Instrument), of => Assert.Equal(of.Max(tick => tick.Sequence), quotes[of.Key]));
        }
    }

    [Fact]
    public void From_BrokenBeforeTheSeamOfASnapshot_AsksForTheSnapshotAgain()
    {
        var progress = new Progress(StartFrom.Snapshot, isAll: true);
        progress.Reconnect();
        progress.Take(Page(41));
        progress.Take(Received(1, 40, TickFlags.Snapshot));
        progress.Take(41UL);

        Assert.Equal(StartFrom.Snapshot, progress.From);
        progress.Take(new Seam { Id = 1, Sequence = 41 });
        Assert.Equal(StartFrom.Position(Epoch, 41), progress.From);
    }

    [Fact]
    public void From_FromNow_GoesOnBehindTheFirstPage()
    {
        var progress = new Progress(StartFrom.Now, isAll: true);
        progress.Reconnect();
        progress.Take(Page(41));

        Assert.Equal(StartFrom.Position(Epoch, 41), progress.From);
    }

    [Fact]
    public void Take_StateAfterAnEpochChanged_IsNewThoughItsNumbersAreOld()
    {
        var progress = new Progress(StartFrom.Position(3, 1000), isAll: true);
        progress.Reconnect();
        progress.Take(Page(5));
        progress.Take(new Gap { Id = 1, Cause = GapCause.EpochChanged });

        Assert.True(progress.Take(Received(1, 4, TickFlags.Snapshot)));
        Assert.Equal(StartFrom.Position(3, 1000), progress.From);
        progress.Take(new Seam { Id = 1, Sequence = 5 });
        Assert.Equal(StartFrom.Position(Epoch, 5), progress.From);
        Assert.True(progress.Take(Received(1, 6)));
        Assert.False(progress.Take(Received(1, 6)));
    }

    [Fact]
    public void Take_StateOfAnInstrumentThatWasAdded_IsTakenOnce()
    {
        var progress = new Progress(StartFrom.Now, isAll: true);
        progress.Reconnect();
        progress.Take(Page(41));
        progress.Take(new Seam { Id = 1, Sequence = 41 });
        Assert.True(progress.Take(Received(1, 50)));
        progress.Take(Page(50) with { Instruments = [new Instrument { Number = 2, Name = new InstrumentName("A", "B"), PriceScale = 0, SizeScale = 0 }] });

        Assert.True(progress.Take(Received(2, 20, TickFlags.Snapshot)));
        Assert.False(progress.Take(Received(2, 20, TickFlags.Snapshot)));
        Assert.True(progress.Take(Received(2, 51)));
    }

    [Fact]
    public void NotAll_OlderTicksMayHaveWaited_GoesOnFromWhatIsToldEvenIfEveryTickComesAgain()
    {
        var progress = new Progress(StartFrom.Position(Epoch, 40), isAll: true);
        progress.Reconnect();
        progress.Take(Page(40));
        progress.Take(new Seam { Id = 1, Sequence = 40 });
        progress.NotAll();
        Assert.True(progress.Take(Received(1, 45)));

        Assert.Equal(StartFrom.Position(Epoch, 40), progress.From);
        progress.Reconnect();
        progress.Take(Page(40));
        Assert.True(progress.Take(Received(2, 43)));
        Assert.False(progress.Take(Received(1, 45)));
        Assert.True(progress.Take(Received(1, 46)));
    }

    [Fact]
    public void Refuse_GoesOnFromAPosition_BeginsWithTheState()
    {
        var progress = new Progress(StartFrom.Snapshot, isAll: true);
        Assert.Null(progress.Refuse());
        progress.Reconnect();
        progress.Take(Page(41));
        progress.Take(new Seam { Id = 1, Sequence = 41 });

        Assert.Equal(41UL, progress.Refuse());
        Assert.Equal(StartFrom.Snapshot, progress.From);
    }

    private static Subscribed Page(ulong sequence) => new() { Id = 1, Epoch = Epoch, Sequence = sequence };

    private static ReceivedTick Received(uint instrument, ulong sequence, TickFlags flags = TickFlags.None) =>
        new() { Tick = new Tick { Kind = TickKind.Trade, Instrument = instrument, Sequence = sequence, Flags = flags } };

    private static Tick Any(Random random, ulong sequence) =>
        new() { Kind = random.Next(3) == 0 ? TickKind.Trade : TickKind.Quote, Instrument = (uint)random.Next(5), Sequence = sequence };

    private static void Note(Tick tick, List<ulong> trades, Dictionary<uint, ulong> quotes)
    {
        if (tick.Kind == TickKind.Trade)
        {
            trades.Add(tick.Sequence);
        }
        else
        {
            Assert.True(tick.Sequence > quotes.GetValueOrDefault(tick.Instrument));
            quotes[tick.Instrument] = tick.Sequence;
        }
    }

    // A server that gives what is missing as the protocol says, in the order of the sequences, with a heartbeat now and then; it breaks
    // after any message, if there is a random.
    private static void Connection(Random? random, DeliveryMode mode, ReadOnlySpan<Tick> market, Progress progress, Action<Tick> take)
    {
        ulong from = progress.From.Sequence;
        int breaksAfter = random?.Next(0, 80) ?? int.MaxValue;
        progress.Reconnect();
        progress.Take(Page(from));
        foreach (Tick tick in market)
        {
            if (tick.Sequence <= from || (mode != DeliveryMode.All && tick.Kind == TickKind.Quote && IsOverwritten(tick, market)))
            {
                continue;
            }

            if (breaksAfter-- == 0)
            {
                return;
            }

            if (progress.Take(new ReceivedTick { Tick = tick }))
            {
                take(tick);
            }

            if (random?.Next(8) == 0 && mode == DeliveryMode.All)
            {
                progress.Take(tick.Sequence);
            }
        }

        if (breaksAfter > 0)
        {
            progress.Take(new Seam { Id = 1, Sequence = market[^1].Sequence });
        }
    }

    private static bool IsOverwritten(Tick quote, ReadOnlySpan<Tick> market)
    {
        foreach (Tick other in market)
        {
            if (other.Kind == TickKind.Quote && other.Instrument == quote.Instrument && other.Sequence > quote.Sequence)
            {
                return true;
            }
        }

        return false;
    }
}
