using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Tests.Subscriptions;

public class StaleInstrumentsTests
{
    private static readonly Instrument Euro = new() { Number = 3, Name = new InstrumentName("EURX", "EUR/USD"), PriceScale = 5, SizeScale = 2 };

    private readonly StaleInstruments _stale = new();

    [Fact]
    public void Take_Notices_MarksAndUnmarksWhatTheyNameInTheirSubscription()
    {
        Take(new Notice { Id = 1, Code = NoticeCode.Stale, References = [3, 9] });
        Assert.Equal((true, true, false), (_stale.Has(1, 3), _stale.Has(1, 9), _stale.Has(2, 3)));
        Take(new Notice { Id = 1, Code = NoticeCode.Fresh, References = [9] });
        Take(new Notice { Id = 1, Code = NoticeCode.Conflating });
        Take(new Notice { Code = NoticeCode.Draining });
        Assert.Equal((true, false), (_stale.Has(1, 3), _stale.Has(1, 9)));
    }

    [Theory]
    [InlineData(TickFlags.Snapshot | TickFlags.Stale, true)]
    [InlineData(TickFlags.Snapshot, false)]
    [InlineData(TickFlags.Stale | TickFlags.GapBefore, false)]
    public void Take_Tick_MarksOnlyAsASnapshotThatSaysSo(TickFlags flags, bool stale)
    {
        TakeTick(flags);
        Assert.Equal(stale, _stale.Has(1, 3));
    }

    [Theory]
    [InlineData(TickFlags.None)]
    [InlineData(TickFlags.Snapshot)]
    public void Take_TickWithoutTheFlag_DoesNotUnmark(TickFlags flags)
    {
        Take(new Notice { Id = 1, Code = NoticeCode.Stale, References = [3] });
        TakeTick(flags);
        Assert.True(_stale.Has(1, 3));
    }

    [Fact]
    public void Take_InstrumentToldAnewOrSubscriptionEnded_Unmarks()
    {
        Take(new Notice { Id = 1, Code = NoticeCode.Stale, References = [3, 4] });
        Take(new Subscribed { Id = 1, Epoch = 1, Sequence = 5, Instruments = [Euro], Unknown = [], More = false });
        Assert.Equal((false, true), (_stale.Has(1, 3), _stale.Has(1, 4)));
        Take(new Unsubscribed { Id = 1 });
        Assert.False(_stale.Has(1, 4));
    }

    private void Take(ServerMessage message) => _stale.Take(new SubscriberMessage(message, 0, default));

    private void TakeTick(TickFlags flags) => _stale.Take(new SubscriberMessage(
        null, 1, new[] { new ReceivedTick(Euro, new Tick { Kind = TickKind.Quote, Instrument = 3, Sequence = 7, Flags = flags }, default) }));
}
