using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

public sealed class SubscribeTests
{
    private readonly TestPipeline _pipeline = new();
    private readonly TestFeed _feed;

    public SubscribeTests()
    {
        _feed = _pipeline.OpenFeed().Define("X:A", "X:B", "Y:A");
        _feed.SendQuote("X:A", 10).SendTrade("X:A", 11).SendStatus("X:A", TradingState.Trading).SendQuote("X:B", 20).Flush();
        _pipeline.Run();
    }

    public static TheoryData<string[], string[], string[]> Requests() => new()
    {
        { ["X:A"], ["X:A"], [] },
        { ["X:B", "X:A"], ["X:B", "X:A"], [] },
        { ["X:*"], ["X:A", "X:B"], [] },
        { ["*"], ["X:A", "X:B", "Y:A"], [] },
        { ["*:A"], ["X:A", "Y:A"], [] },
        { ["X:A", "*:A", "X:*", "X:A", "", "*:A", "**"], ["X:A", "X:B", "Y:A"], [] },
        { ["X:Z", "X:A", "X:Z"], ["X:A"], ["X:Z"] },
        { ["X:Z", "Y:*"], ["Y:A"], ["X:Z"] },
        { ["Q:*"], [], [] },
        { [], [], [] },
        { ["", ""], [], [] },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public void Subscribe_AnySymbols_TellsEachInstrumentOnceAndWhatIsUnknown(string[] symbols, string[] told, string[] unknown)
    {
        TestClient client = _pipeline.Join().Subscribe(1, symbols);
        Subscribed page = Assert.Single(client.Peer.Controls<Subscribed>());
        Assert.Equal(told, page.Instruments.Select(instrument => instrument.FullName));
        Assert.Equal(unknown, page.Unknown);
        Assert.False(page.More);
        Assert.Equal((TestPipeline.Epoch, _pipeline.Lane.Position), (page.Epoch, page.Sequence));
        Assert.Equal(page.Sequence, Assert.Single(client.Peer.Controls<Seam>()).Sequence);
    }

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public void Subscribe_FromSnapshot_GetsStateThenSeamThenLive(WireEncoding encoding)
    {
        TestClient client = _pipeline.Join(encoding).Subscribe(1, "X:*");
        _feed.SendQuote("X:A", 30).SendTrade("X:B", 40).Flush();
        _pipeline.Run();

        IReadOnlyList<Tick> state = client.Peer.TicksOf(1, live: false);
        Assert.Equal([TickKind.Quote, TickKind.Trade, TickKind.Status, TickKind.Quote], state.Select(tick => tick.Kind));
        Assert.All(state, tick => Assert.Equal(TickFlags.Snapshot, tick.Flags));
        Assert.Equal("why"u8.ToArray(), state[2].Reason.ToArray());
        IReadOnlyList<Tick> live = client.Peer.TicksOf(1, live: true);
        Assert.Equal([40, 30], live.Select(tick => tick.Price));
        Assert.All(live, tick => Assert.Equal(TickFlags.None, tick.Flags));
        Assert.Equal(_pipeline.Time.Now, live[0].EventTime);
    }

    [Fact]
    public void Subscribe_FromNow_GetsNoState()
    {
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:A") with { From = StartFrom.Now });
        Assert.Empty(client.Peer.TicksOf(1));
        Assert.Single(client.Peer.Controls<Seam>());
        _feed.SendQuote("X:A", 30).Flush();
        _pipeline.Run();
        Assert.Equal(30, Assert.Single(client.Peer.TicksOf(1)).BidPrice);
    }

    [Theory]
    [InlineData(TickKinds.Quote)]
    [InlineData(TickKinds.Trade)]
    [InlineData(TickKinds.Status)]
    [InlineData(TickKinds.Quote | TickKinds.Status)]
    [InlineData(TickKinds.All)]
    public void Subscribe_Kinds_GetsOnlyThose(TickKinds kinds)
    {
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:A") with { Kinds = kinds });
        _feed.SendQuote("X:A", 30).SendTrade("X:A", 31).SendStatus("X:A", TradingState.Halted).Flush();
        _pipeline.Run();
        TickKind[] expected = [.. new[] { TickKind.Quote, TickKind.Trade, TickKind.Status }.Where(kind => ((int)kinds & (1 << (int)kind)) != 0)];
        Assert.Equal(expected, client.Peer.TicksOf(1, live: false).Select(tick => tick.Kind));
        Assert.Equal(expected, client.Peer.TicksOf(1, live: true).Select(tick => tick.Kind));
    }

    [Fact]
    public void Subscribe_WithTimes_EveryTickTellsWhenItWasReceived()
    {
        UnixNanos received = _pipeline.Time.Now;
        _pipeline.Time.Advance(TimeSpan.FromSeconds(1));
        TestClient client = _pipeline.Join().Subscribe(TestClient.To(1, "X:A") with { Times = true });
        Assert.All(client.Peer.TicksOf(1), tick => Assert.Equal(received, tick.ReceiveTime));
    }

    [Fact]
    public void Subscribe_ManyInstruments_TellsThemInPagesBeforeAnyData()
    {
        _feed.Define(Enumerable.Range(0, 600).Select(n => $"Z:{n:D4}"));
        _feed.SendQuote("Z:0000", 1).SendQuote("Z:0599", 1).Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(1, "Z:*");
        Subscribed[] pages = [.. client.Peer.Controls<Subscribed>()];
        Assert.Equal([256, 256, 88], pages.Select(page => page.Instruments.Count));
        Assert.Equal([true, true, false], pages.Select(page => page.More));
        Assert.Equal(2, client.Peer.TicksOf(1, live: false).Count);
        int lastPage = client.Peer.Arrivals.ToList().FindLastIndex(arrival => arrival.Control is Subscribed);
        int firstData = client.Peer.Arrivals.ToList().FindIndex(arrival => arrival.DataOf == 1);
        Assert.True(lastPage < firstData);
    }

    [Fact]
    public void Subscribe_ManyUnknownNames_TellsThemInPages()
    {
        TestClient client = _pipeline.Join().Subscribe(1, [.. Enumerable.Range(0, 600).Select(n => $"N:{n}"), "X:A"]);
        Subscribed[] pages = [.. client.Peer.Controls<Subscribed>()];
        Assert.Equal(600, pages.SelectMany(page => page.Unknown).Distinct().Count());
        Assert.Equal(["X:A"], client.Peer.ToldOf(1));
        Assert.Equal(Enumerable.Repeat(true, pages.Length - 1).Append(false), pages.Select(page => page.More));
    }

    [Fact]
    public void Subscribe_LongestNamesInJson_FitsIntoMessages()
    {
        string quotes = new('"', InstrumentName.MaxSymbolBytes - 4);
        _feed.Define(Enumerable.Range(0, 300).Select(n => $"{new string('\\', InstrumentName.MaxVenueBytes)}:{n:D4}{quotes}"));
        _feed.Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join(WireEncoding.Json).Subscribe(1, "\\*");
        Assert.Equal(300, client.Peer.ToldOf(1).Count);
        string[] unknown = [.. Enumerable.Range(0, 300).Select(n => $"{new string('"', InstrumentName.MaxVenueBytes)}:{n:D4}{quotes}")];
        client.Subscribe(2, unknown);
        Assert.Equal(unknown, client.Peer.Controls<Subscribed>().Where(page => page.Id == 2).SelectMany(page => page.Unknown));
    }

    [Fact]
    public void Define_UnknownName_IsAnnouncedThenDelivered()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:NEW", "X:A").Subscribe(2, "X:N*");
        _feed.Define("X:OTHER", "X:NEW").SendTrade("X:NEW", 7).SendQuote("X:NEW", 8).Flush();
        _pipeline.Run();
        Assert.Equal(["X:A", "X:NEW"], client.Peer.ToldOf(1));
        Assert.Equal(["X:NEW"], client.Peer.ToldOf(2));
        Assert.Equal([7, 8], client.Peer.TicksOf(1, live: true).Select(tick => tick.Price));
        Assert.Equal([7, 8], client.Peer.TicksOf(2, live: true).Select(tick => tick.Price));
        Assert.Single(client.Peer.Controls<Seam>(), seam => seam.Id == 1);
    }

    [Fact]
    public void Define_ChangedScales_AnnouncesTheNewNumber()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A");
        Assert.Equal(Engine.Normalize.RejectReason.None, _feed.TryDefine("X:A", priceScale: 4));
        _feed.SendQuote("X:A", 50).Flush();
        _pipeline.Run();
        Instrument[] told = [.. client.Peer.Controls<Subscribed>().SelectMany(page => page.Instruments)];
        Assert.Equal([2, 4], told.Select(instrument => (int)instrument.PriceScale));
        Assert.Equal(told[1].Number, Assert.Single(client.Peer.TicksOf(1, live: true)).Instrument);
    }

    [Theory]
    [InlineData("X:A")]
    [InlineData("X:A*")]
    public void Subscribe_WhileAChangeOfScalesIsOnItsWay_GetsTheOldNumberThenTheNew(string symbol)
    {
        Assert.Equal(Engine.Normalize.RejectReason.None, _feed.TryDefine("X:A", priceScale: 4));
        TestClient client = _pipeline.Join().Subscribe(1, symbol);
        Assert.Equal(3, client.Peer.TicksOf(1, live: false).Count);
        _feed.Flush();
        _pipeline.Run();
        Assert.Equal([2, 4], client.Peer.Controls<Subscribed>().SelectMany(page => page.Instruments).Select(instrument => (int)instrument.PriceScale));
        Assert.Empty(client.Peer.Controls<Subscribed>().SelectMany(page => page.Unknown));
    }

    [Theory]
    [InlineData("X:A")]
    [InlineData("X:A*")]
    public void Subscribe_AfterAChangeOfScales_GetsOnlyTheNewNumber(string symbol)
    {
        Assert.Equal(Engine.Normalize.RejectReason.None, _feed.TryDefine("X:A", priceScale: 4));
        _feed.Flush();
        _pipeline.Run();
        TestClient client = _pipeline.Join().Subscribe(1, symbol);
        Instrument told = Assert.Single(client.Peer.Controls<Subscribed>().SelectMany(page => page.Instruments));
        Assert.Equal(4, told.PriceScale);
        Assert.Empty(client.Peer.TicksOf(1));
    }

    [Theory]
    [InlineData("no colon")]
    [InlineData("X:A\n")]
    public void Subscribe_IllegalSymbol_IsRefusedAsAWhole(string symbol)
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A", symbol);
        ErrorReply error = Assert.Single(client.Peer.Controls<ErrorReply>());
        Assert.Equal((FaultCodes.BadValue, 1), (error.Code, error.Id));
        Assert.Contains("symbols[1]", error.Message);
        Assert.Equal(0, _pipeline.Lane.Subscriptions);
        Assert.Single(client.Subscribe(1, "X:A").Peer.Controls<Subscribed>());
    }

    [Fact]
    public void Subscribe_IdInUse_IsRefusedAndTheFirstGoesOn()
    {
        TestClient client = _pipeline.Join().Subscribe(1, "X:A").Subscribe(1, "X:B");
        Assert.Equal("duplicate_id", Assert.Single(client.Peer.Controls<ErrorReply>()).Code);
        _feed.SendTrade("X:A", 5).SendTrade("X:B", 6).Flush();
        _pipeline.Run();
        Assert.Equal(5, Assert.Single(client.Peer.TicksOf(1, live: true)).Price);
    }

    [Fact]
    public void Subscribe_FromWhatIsYetToCome_IsRefusedByName()
    {
        TestClient client = _pipeline.Join();
        client.Subscribe(TestClient.To(1, "X:A") with { From = StartFrom.Position(TestPipeline.Epoch, 5_000) });
        ErrorReply error = Assert.Single(client.Peer.Controls<ErrorReply>());
        Assert.Equal(("bad_value", 1), (error.Code, error.Id));
        Assert.Contains("from", error.Message);
        Assert.Null(client.Peer.CloseCode);
    }

    [Fact]
    public void Ping_AnyInteger_ComesBackWithTheTime()
    {
        TestClient client = _pipeline.Join();
        client.Post(new PingMessage { T = ulong.MaxValue });
        _pipeline.Run();
        Pong pong = Assert.Single(client.Peer.Controls<Pong>());
        Assert.Equal((ulong.MaxValue, _pipeline.Time.Now), (pong.T, pong.Time));
    }
}
