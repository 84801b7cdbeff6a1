using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

public class ReceivedAccountsTests
{
    private static readonly Instrument Euro = new() { Number = 3, Name = new InstrumentName("EURX", "EUR/USD"), PriceScale = 5, SizeScale = 2 };

    private static readonly Statement Right = new()
    {
        Id = 1, Matched = 19, Delivered = 5, ConflatedByRate = 3, ConflatedBySocket = 1, ConflatedByBudget = 9, ConflatedByServer = 1,
        Snapshot = 2, FirstSequence = 12, LastSequence = 40,
    };

    [Fact]
    public void Take_TicksOfEveryCause_AreCountedByCauseWithTheirEnds()
    {
        ReceivedAccounts accounts = Filled().Open[1];

        Assert.Equal((5L, 2L, 14L), (accounts.Delivered, accounts.Snapshot, accounts.Conflated));
        Assert.Equal((3L, 1L, 9L, 1L), (accounts.ConflatedByRate, accounts.ConflatedBySocket, accounts.ConflatedByBudget, accounts.ConflatedByServer));
        Assert.Equal((12UL, 40UL), (accounts.FirstSequence, accounts.LastSequence));
    }

    [Fact]
    public void Take_LiveTickThatTheFeedFlaggedAsSnapshot_IsLive()
    {
        AccountBook book = Filled();

        book.Take(Data(Tick(41, TickFlags.Snapshot)));

        Assert.Equal((6L, 2L, 41UL), (book.Open[1].Delivered, book.Open[1].Snapshot, book.Open[1].LastSequence));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Take_FlaggedTicksAfterALaterPage_AreStateOnlyIfTheSeamOfThatPageFollows(bool seamFollows)
    {
        AccountBook book = Filled();
        Statement asState = Right with { Snapshot = 4 };
        Statement asLive = Right with { Matched = 21, Delivered = 7, LastSequence = 51 };

        book.Take(Control(new Subscribed { Id = 1, Epoch = 1, Sequence = 52, Instruments = [Euro] }));
        book.Take(Data(Tick(50, TickFlags.Snapshot), Tick(51, TickFlags.Snapshot)));
        Assert.True(book.Open[1].Compare(asState).AddsUp);
        Assert.True(book.Open[1].Compare(asLive).AddsUp);
        book.Take(seamFollows ? Control(new Seam { Id = 1, Sequence = 52 }) : Data(Tick(53)));

        Assert.Equal(seamFollows ? (5, 4) : (8, 2), (book.Open[1].Delivered, book.Open[1].Snapshot));
        Assert.Equal(seamFollows, book.Open[1].Compare(asState).AddsUp);
        Assert.Equal(!seamFollows, book.Open[1].Compare(asLive with { Matched = 22, Delivered = 8, LastSequence = 53 }).AddsUp);
    }

    [Fact]
    public void Compare_WithTheRightStatement_AddsUp()
    {
        StatementDifference difference = Filled().Open[1].Compare(Right);

        Assert.True(difference.AddsUp, difference.ToString());
        Assert.Equal("none", difference.ToString());
    }

    [Fact]
    public void Compare_WithAnyFigureWrong_NamesIt()
    {
        (Statement Wrong, string Told)[] cases =
        [
            (Right with { Delivered = 6, Matched = 20 }, "delivered +1"),
            (Right with { ConflatedByRate = 1, Matched = 17 }, "rate -2"),
            (Right with { ConflatedBySocket = 2, Matched = 20 }, "socket +1"),
            (Right with { ConflatedByBudget = 8, Matched = 18 }, "budget -1"),
            (Right with { ConflatedByServer = 3, Matched = 21 }, "server +2"),
            (Right with { Snapshot = 0 }, "snapshot -2"),
            (Right with { FirstSequence = 11 }, "first_seq -1"),
            (Right with { LastSequence = 41 }, "last_seq +1"),
            (Right with { Matched = 20 }, "unaccounted +1"),
            (Right with { Delivered = 4, ConflatedByServer = 2 }, "delivered -1, server +1"),
        ];

        Assert.All(cases, wrong =>
        {
            StatementDifference difference = Filled().Open[1].Compare(wrong.Wrong);
            Assert.False(difference.AddsUp);
            Assert.Equal(wrong.Told, difference.ToString());
        });
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(0, 1)]
    public void Compare_WhileTicksWaitOrWereThrownAway_MayBeAheadInWhatTheyStandForOnly(long pending, long discarded)
    {
        Statement ahead = Right with { Pending = pending, Discarded = discarded, ConflatedByRate = Right.ConflatedByRate + 7, Matched = Right.Matched + 8 };

        Assert.True(Filled().Open[1].Compare(ahead).AddsUp);
        Assert.False(Filled().Open[1].Compare(ahead with { ConflatedByRate = 2, ConflatedByBudget = 17 }).AddsUp);
        Assert.False(Filled().Open[1].Compare(ahead with { Delivered = ahead.Delivered + 1, Matched = ahead.Matched + 1 }).AddsUp);
        Assert.False(Filled().Open[1].Compare(ahead with { Matched = ahead.Matched + 1 }).AddsUp);
    }

    [Fact]
    public void Take_IdThatIsUsedAgain_BeginsAnew()
    {
        AccountBook book = Filled();

        book.Take(Control(new Unsubscribed { Id = 1 }));
        Assert.Equal(5, book.Open[1].Delivered);
        book.Take(Control(new Subscribed { Id = 1, Epoch = 1, Sequence = 50, Instruments = [Euro] }));

        Assert.Equal((0L, 0L, 0UL), (book.Open[1].Delivered, book.Open[1].Snapshot, book.Open[1].LastSequence));
    }

    [Fact]
    public void Take_AnythingAfterTheEndOfASubscription_ForgetsIt()
    {
        AccountBook book = Filled();

        book.Take(Control(new Unsubscribed { Id = 1 }));
        book.Take(Control(new Pong { T = 1, Time = default }));

        Assert.DoesNotContain(1, book.Open.Keys);
        Assert.Throws<FormatException>(() => book.Take(Data(Tick(60))));
    }

    private static AccountBook Filled()
    {
        var book = new AccountBook();
        book.Take(Control(new Subscribed { Id = 1, Epoch = 1, Sequence = 11, Instruments = [Euro] }));
        book.Take(Data(Tick(9, TickFlags.Snapshot), Tick(11, TickFlags.Snapshot)));
        book.Take(Control(new Seam { Id = 1, Sequence = 11 }));
        book.Take(Data(Tick(12), Tick(20, count: 4, cause: CollapseCause.Rate), Tick(22, count: 2, cause: CollapseCause.Socket)));
        book.Take(Control(new Subscribed { Id = 1, Epoch = 1, Sequence = 30 }));
        book.Take(Data(Tick(40, count: 10, cause: CollapseCause.Budget)));
        book.Take(Control(new Subscribed { Id = 2, Epoch = 1, Sequence = 30, Instruments = [Euro] }));
        book.Open[1].Take([Tick(40, count: 2, cause: CollapseCause.Server)]);
        return book;
    }

    private static SubscriberMessage Control(ServerMessage message) => new(message, 0, default);

    private static SubscriberMessage Data(params ReceivedTick[] ticks) => new(null, 1, ticks);

    private static ReceivedTick Tick(ulong sequence, TickFlags flags = TickFlags.None, long count = 0, CollapseCause cause = CollapseCause.None) => new(
        Euro,
        new Tick { Kind = TickKind.Quote, Instrument = 3, Sequence = sequence, Flags = flags, BidPrice = 1, AskPrice = 2 },
        new Collapsed { Count = count, FirstSequence = sequence - 1, Cause = cause });
}
