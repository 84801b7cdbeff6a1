using System.Text.Json;
using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;
using Ticker.Recording.Tests.Journal;

namespace Ticker.Recording.Tests.Late;

/// <summary>The market as those see it who are to see it late: the very same, and none of it before its time.</summary>
public sealed class MarketsTests : IDisposable
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(15);

    private readonly TemporaryDirectory _directory = new();
    private readonly LateTime _time = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public async Task Late_WhateverIsPublished_IsTheSameTicksEachAfterItsDelay()
    {
        await using LateServer server = Server();
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        LateClient live = await server.SubscribeAsync(TimeSpan.Zero);
        LateClient late = await server.SubscribeAsync(Delay);
        Assert.Empty(Symbols(late));
        var random = new Random(5);
        ulong published = 0;
        for (int step = 0; step < 60; step++)
        {
            ulong more = published + (ulong)random.Next(1, 400);
            await server.PublishAsync(session, published + 1, more);
            published = more;
            _time.Advance(TimeSpan.FromSeconds(random.Next(1, 60)));
        }

        await server.UntilAsync(() => (ulong)live.Live.Count == published);
        Assert.True(late.Live.Count < live.Live.Count);
        for (int step = 0; step < 30; step++)
        {
            _time.Advance(TimeSpan.FromSeconds(30));
            await Task.Yield();
        }

        await server.UntilAsync(() => late.Live.Count == live.Live.Count);
        Assert.Equal(live.Live, late.Live);
        Assert.Empty(late.TooEarly);
        Assert.Equal(["TEST:I1", "TEST:I2", "TEST:I3"], Symbols(late));
    }

    [Fact]
    public async Task Late_WhoComesInTheMiddle_GetsTheStateOfThenAndGoesOnFromIt()
    {
        await using LateServer server = Server();
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        LateClient live = await server.SubscribeAsync(TimeSpan.Zero);
        for (ulong minute = 0; minute < 30; minute++)
        {
            await server.PublishAsync(session, (minute * 100) + 1, (minute * 100) + 100);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        LateClient late = await server.SubscribeAsync(Delay);
        ulong begins = Position(late);
        await server.UntilAsync(() => late.Snapshot.Count >= 6);
        Assert.All(late.Snapshot, tick => Assert.True(LateClient.SequenceOf(tick) <= begins));
        Assert.Equal(live.Live.Where(tick => LateClient.SequenceOf(tick) <= begins).TakeLast(1).Select(LateClient.SequenceOf), [late.Snapshot.Max(LateClient.SequenceOf)]);
        for (int minute = 0; minute < 16; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        string[] expected = [.. live.Live.Where(tick => LateClient.SequenceOf(tick) > begins)];
        await server.UntilAsync(() => late.Live.Count == expected.Length);
        Assert.Equal(expected, late.Live);
        Assert.Empty(late.TooEarly);
    }

    [Fact]
    public async Task Late_FromAPositionOrATime_GetsWhatFollowsAndNothingThatIsYetToCome()
    {
        await using LateServer server = Server();
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        LateClient live = await server.SubscribeAsync(TimeSpan.Zero);
        UnixNanos began = UnixNanos.Now(_time);
        for (ulong minute = 0; minute < 30; minute++)
        {
            await server.PublishAsync(session, (minute * 100) + 1, (minute * 100) + 100);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await server.UntilAsync(() => live.Live.Count == 3_000);
        LateClient asOf = await server.SubscribeAsync(Delay, from: StartFrom.At(new UnixNanos(began.Value + 1)));
        long epoch = server.Pipeline.Position.Epoch;
        LateClient since = await server.SubscribeAsync(Delay, from: StartFrom.Position(epoch, LateClient.SequenceOf(live.Live[50])));
        _time.Advance(TimeSpan.FromSeconds(1));
        await server.UntilAsync(() => server.Markets.Late[0].Pipeline.Lanes[0].Position == 1_604);
        LateClient ahead = await server.SubscribeAsync(Delay, from: StartFrom.Position(epoch, LateClient.SequenceOf(live.Live[2_500])));
        LateClient never = await server.SubscribeAsync(Delay, from: StartFrom.Position(epoch, 1_000_000));
        LateClient tooNew = await server.SubscribeAsync(Delay, from: StartFrom.At(new UnixNanos(UnixNanos.Now(_time).Value - (long)(Delay.TotalNanoseconds / 2))));
        string newest = ahead.Of("error").Single().GetProperty("message").GetString()!;
        Assert.Equal(newest, never.Of("error").Single().GetProperty("message").GetString());
        Assert.Equal("from.seq: the newest position is 1604", newest);
        Assert.Equal("from.time: that is yet to come", tooNew.Of("error").Single().GetProperty("message").GetString());
        _time.Advance(Delay + TimeSpan.FromMinutes(1));
        await server.UntilAsync(() => since.Live.Count == 2_949 && asOf.Live.Count == 2_900);
        Assert.Equal(live.Live.Skip(51), since.Live);
        Assert.Equal(live.Live.Skip(100), asOf.Live);
        Assert.Empty(since.TooEarly.Concat(asOf.TooEarly));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Restart_InTheMiddle_LosesAndDoublesNothing(bool killed)
    {
        List<string> heard = [];
        List<string> all = [];
        StreamPosition resume;
        await using (LateServer first = Server())
        {
            FeedSession session = await first.OpenAsync();
            await first.DefineAsync(session, 1, 3);
            LateClient live = await first.SubscribeAsync(TimeSpan.Zero);
            LateClient late = await first.SubscribeAsync(Delay);
            for (ulong minute = 0; minute < 20; minute++)
            {
                await first.PublishAsync(session, (minute * 10) + 1, (minute * 10) + 10);
                _time.Advance(TimeSpan.FromMinutes(1));
            }

            await first.UntilAsync(() => live.Live.Count == 200 && late.Live.Count >= 40);
            (all, heard) = ([.. live.Live], [.. late.Live]);
            resume = new StreamPosition(first.Pipeline.Position.Epoch, LateClient.SequenceOf(heard[^1]));
            if (killed)
            {
                await first.DieAsync();
            }
        }

        await using LateServer second = Server();
        LateClient since = await second.SubscribeAsync(Delay, from: StartFrom.Position(resume.Epoch, resume.Sequence));
        FeedSession again = await second.OpenAsync(run: 2);
        await second.DefineAsync(again, 1, 3);
        LateClient liveAgain = await second.SubscribeAsync(TimeSpan.Zero, from: StartFrom.Now);
        await second.PublishAsync(again, 201, 300);
        await second.UntilAsync(() => liveAgain.Live.Count == 100);
        for (int minute = 0; minute < 36; minute++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            await Task.Yield();
        }

        all.AddRange(liveAgain.Live);
        await second.UntilAsync(() => heard.Count + since.Live.Count >= all.Count);
        Assert.Equal(all.Select(LateClient.SequenceOf), heard.Concat(since.Live).Select(LateClient.SequenceOf));
        Assert.Equal(all.TakeLast(100), since.Live.TakeLast(100));
        Assert.Empty(since.Of("gap"));
        Assert.Empty(since.TooEarly);
    }

    [Fact]
    public async Task Restart_InANewEpoch_EndsTheLateMarketWhenThatComesUpAndTheNextTellsOfIt()
    {
        await using (LateServer first = Server())
        {
            FeedSession session = await first.OpenAsync();
            await first.DefineAsync(session, 1, 3);
            await first.PublishAsync(session, 1, 100);
        }

        _time.Advance(TimeSpan.FromMinutes(10));
        File.Delete(_directory.File("journal.mark"));
        await using LateServer second = Server();
        LateClient late = await second.SubscribeAsync(Delay);
        Assert.NotEqual(second.Pipeline.Position.Epoch, EpochOf(late));
        FeedSession again = await second.OpenAsync(run: 2);
        await second.DefineAsync(again, 1, 4);
        await second.PublishAsync(again, 101, 200, instruments: 4);
        _time.Advance(TimeSpan.FromMinutes(6));
        await second.UntilAsync(() => late.Live.Count == 100);
        _time.Advance(TimeSpan.FromMinutes(10));
        await second.UntilAsync(() => late.Completion.IsCompleted);
        Assert.Equal(1012, late.Closed.Code);
        Assert.Contains(second.Notices, notice => notice.Kind == Recording.Journal.JournalNoticeKind.Late);
        LateClient next = await second.SubscribeAsync(Delay, from: StartFrom.Position(EpochOf(late), LateClient.SequenceOf(late.Live[^1])));
        await second.UntilAsync(() => next.Of("gap").Any() && next.Snapshot.Count + next.Live.Count > 0);
        Assert.Equal(("epoch_changed", second.Pipeline.Position.Epoch), (next.Of("gap").Single().GetProperty("cause").GetString(), EpochOf(next)));
        Assert.Empty(late.TooEarly.Concat(next.TooEarly));
    }

    [Fact]
    public async Task Journal_ThatLacksAPart_EndsTheLateMarketThereAndWhoResumesIsToldOfTheGap()
    {
        var disk = new FailingDisk();
        await using LateServer server = Server(disk: disk);
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        await server.PublishAsync(session, 1, 100);
        LateClient late = await server.SubscribeAsync(Delay);
        disk.IsFull = true;
        await server.PublishAsync(session, 101, 60_000);
        disk.IsFull = false;
        _time.Advance(TimeSpan.FromMinutes(1));
        await server.PublishAsync(session, 60_001, 60_100);
        Assert.False(server.Journal.Counts.IsStopped);
        _time.Advance(Delay + TimeSpan.FromMinutes(1));
        await server.UntilAsync(() => late.Completion.IsCompleted);
        Assert.Equal(1012, late.Closed.Code);
        ulong last = LateClient.SequenceOf(late.Live[^1]);
        LateClient next = await server.SubscribeAsync(Delay, from: StartFrom.Position(server.Pipeline.Position.Epoch, last));
        await server.UntilAsync(() => next.Live.Count > 0 && LateClient.SequenceOf(next.Live[^1]) == server.Pipeline.Position.Sequence);
        JsonElement gap = next.Of("gap").Single();
        Assert.Equal("journal_hole", gap.GetProperty("cause").GetString());
        Assert.Equal(last + 1, ulong.Parse(gap.GetProperty("from").ToString(), System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(LateClient.SequenceOf(next.Live[0]), ulong.Parse(gap.GetProperty("to").ToString(), System.Globalization.CultureInfo.InvariantCulture) + 1);
        Assert.Empty(late.TooEarly.Concat(next.TooEarly));
    }

    [Fact]
    public async Task Journal_ThatKeepsLessThanTheDelay_IsSaidSo()
    {
        await using LateServer server = Server(journal: options => options with { MaxAge = TimeSpan.FromMinutes(5), SegmentAge = TimeSpan.FromMinutes(1) });
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        for (ulong minute = 0; minute < 30; minute++)
        {
            await server.PublishAsync(session, (minute * 100) + 1, (minute * 100) + 100);
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await server.UntilAsync(() => server.Journal.Counts.DeletedBytes > 0 && !File.Exists(_directory.File("segment-00000001.ticks")), nudges: false);
        MarketEntry entry = await server.Markets.EnterAsync(Delay);
        Assert.Contains("Ticker:Journal:MaxAge", entry.Refusal, StringComparison.Ordinal);
        (await server.EnterAsync(TimeSpan.FromMinutes(1))).Leave();
    }

    [Fact]
    public async Task Enter_WithoutAJournal_IsSaidSo()
    {
        await using LateServer server = Server();
        await using var none = new Markets(server.Pipeline);
        Assert.Contains("Ticker:Journal:Enabled", (await none.EnterAsync(Delay)).Refusal, StringComparison.Ordinal);
        Assert.Same(none.Present, (await none.EnterAsync(TimeSpan.Zero)).Market);
    }

    [Fact]
    public async Task Enter_WithMoreDelaysThanThereMayBe_IsRefusedUntilOneIsOver()
    {
        await using LateServer server = Server(new DelayOptions { MaxDelays = 2, Linger = TimeSpan.FromMinutes(1), RecentTicks = 1_024 });
        long before = server.Pipeline.Memory.Taken;
        Market one = await server.EnterAsync(TimeSpan.FromSeconds(1));
        Market two = await server.EnterAsync(TimeSpan.FromSeconds(2));
        Assert.True(server.Pipeline.Memory.Taken - before > 2 * 1024 * 1024);
        Assert.Same(one, await server.EnterAsync(TimeSpan.FromSeconds(1)));
        Assert.Contains("Ticker:Delay:MaxDelays", (await server.Markets.EnterAsync(TimeSpan.FromSeconds(3))).Refusal, StringComparison.Ordinal);
        one.Leave();
        two.Leave();
        _time.Advance(TimeSpan.FromSeconds(50));
        Assert.Same(two, await server.EnterAsync(TimeSpan.FromSeconds(2)));
        one.Leave();
        _time.Advance(TimeSpan.FromSeconds(70));
        await server.UntilAsync(() => server.Markets.Late.Count == 1);
        Market three = await server.EnterAsync(TimeSpan.FromSeconds(3));
        two.Leave();
        three.Leave();
        _time.Advance(TimeSpan.FromSeconds(70));
        await server.UntilAsync(() => server.Markets.Late.Count == 0 && server.Pipeline.Memory.Taken == before);
    }

    [Fact]
    public async Task Enter_WithoutMemoryForIt_IsRefused()
    {
        await using LateServer server = Server(memory: 1024 * 1024);
        Assert.Contains("memory budget", (await server.Markets.EnterAsync(Delay)).Refusal, StringComparison.Ordinal);
        Assert.Equal(0, server.Pipeline.Memory.Taken);
    }

    [Fact]
    public async Task Enter_IntoOneThatCannotBeMade_LeavesNothingOfIt()
    {
        await using LateServer server = Server(new DelayOptions { RecentTicks = int.MaxValue }, memory: long.MaxValue);
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 3);
        int files = _directory.OpenFiles();
        for (int n = 0; n < 3; n++)
        {
            // An array of so many there is not.
            await Assert.ThrowsAsync<OutOfMemoryException>(async () => await server.Markets.EnterAsync(Delay));
            Assert.Equal((0L, files), (server.Pipeline.Memory.Taken, _directory.OpenFiles()));
        }
    }

    [Theory]
    [InlineData(DeliveryMode.All)]
    [InlineData(DeliveryMode.Latest)]
    public async Task End_WithSubscribersOfManyInstruments_GivesAllTheirMemoryBackAndCountsNobody(DeliveryMode mode)
    {
        var time = new LateTime();
        await using LateServer server = new(_directory.Path, time, new DelayOptions { RecentTicks = 1_024, Linger = TimeSpan.FromDays(1) });
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 2_000);
        await server.PublishAsync(session, 1, 4_000, instruments: 2_000);
        time.Advance(Delay + TimeSpan.FromSeconds(1));
        long before = server.Pipeline.Memory.Taken;
        LateClient[] clients = [await server.SubscribeAsync(Delay, mode: mode), await server.SubscribeAsync(Delay, "TEST:I1", mode: mode)];
        await server.UntilAsync(() => clients.All(client => client.Of("seam").Any()), nudges: false);
        ValueTask ending = server.Markets.DisposeAsync();
        await server.UntilAsync(() => ending.IsCompleted);
        await ending;
        Assert.All(clients, client => Assert.Equal(1012, client.Closed.Code));
        Assert.Equal(before, server.Pipeline.Memory.Taken);
        Engine.Deliver.LaneTotals totals = server.Markets.LateTotals;
        Assert.Equal((0, 0, 0, 0, 0L), (totals.Subscribers, totals.Subscriptions, totals.Cohorts, totals.Interests, totals.Accounts.Pending));
        Assert.True(totals.Snapshot > 2_000);
    }

    [Fact]
    public async Task Knows_AnInstrument_FromItsDelayOn()
    {
        await using LateServer server = Server();
        FeedSession session = await server.OpenAsync();
        await server.DefineAsync(session, 1, 2);
        _time.Advance(Delay + TimeSpan.FromSeconds(1));
        await server.DefineAsync(session, 3, 300);
        Market market = await server.EnterAsync(Delay);
        Assert.Equal((true, true, false, false), (market.Knows(1), market.Knows(2), market.Knows(3), market.Knows(300)));
        LateClient late = await server.SubscribeAsync(Delay, "TEST:I300");
        Assert.Equal("TEST:I300", late.Of("subscribed").Single().GetProperty("unknown")[0].GetString());
        _time.Advance(Delay - TimeSpan.FromSeconds(1));
        Assert.False(market.Knows(300));
        _time.Advance(TimeSpan.FromSeconds(2));
        await server.UntilAsync(() => market.Knows(300) && Symbols(late).SequenceEqual(["TEST:I300"]));
        market.Leave();
    }

    private LateServer Server(DelayOptions? options = null, Func<Recording.Journal.JournalOptions, Recording.Journal.JournalOptions>? journal = null, FailingDisk? disk = null, long memory = 0) =>
        new(_directory.Path, _time, options, journal, disk, memory);

    private static IEnumerable<string> Symbols(LateClient client) => client.Of("subscribed")
        .SelectMany(message => message.GetProperty("instruments").EnumerateArray().Select(one => one[1].GetString()!)).Distinct().Order(StringComparer.Ordinal);

    private static ulong Position(LateClient client) => ulong.Parse(client.Of("subscribed").First().GetProperty("seq").ToString(), System.Globalization.CultureInfo.InvariantCulture);

    private static long EpochOf(LateClient client) => client.Of("subscribed").First().GetProperty("epoch").GetInt64();
}
