using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Metrics;

/// <summary>What the meter tells is what subscribers are told, summed.</summary>
public sealed class MetricsTests
{
    private const int SmallReceiveBuffer = 4096;

    [Fact]
    public async Task Totals_OfEveryPaceAnEndedAndAnEvictedSubscription_AreTheSumsOfTheirStatements()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Lanes=2", "Subscribers:PendingTicks=2000", "Subscribers:WriteDeadline=00:01:00", "Subscribers:CloseGrace=00:01:00");
        using var meter = new MeterReading(server);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 20).Select(n => $"XNAS:S{n}")]);
        await feed.QuoteAsync(1, 1);
        await feed.FlushAsync();

        // Three that share what waits, and one of each other pace.
        SubscribeMessage[] asked =
        [
            new() { Id = 1, Symbols = ["*"] },
            new() { Id = 1, Symbols = ["*"] },
            new() { Id = 1, Symbols = ["*"] },
            new() { Id = 2, Symbols = ["*"], Mode = DeliveryMode.Interval, IntervalMs = 20 },
            new() { Id = 3, Symbols = ["XNAS:S1", "XNAS:S2"], Mode = DeliveryMode.All, OnSlow = OnSlow.Conflate },
            new() { Id = 4, Symbols = ["XNAS:S1*"], ConflateTrades = true, Summary = true },
            new() { Id = 5, Symbols = ["*"], Kinds = TickKinds.Trade, From = StartFrom.Now },
        ];
        var clients = new List<StreamClient>();
        foreach (SubscribeMessage message in asked)
        {
            clients.Add(await StreamClient.ConnectAsync(server, clients.Count % 2 == 0 ? WireEncoding.MessagePack : WireEncoding.Json));
            await clients[^1].SendAsync(message);
            await clients[^1].NextAsync<Seam>();
        }

        using RawPeer slow = await RawPeer.OpenAsync(server, SmallReceiveBuffer);
        await slow.SendAsync(Frames.TextOf("""{"op":"subscribe","id":9,"symbols":["*"],"mode":"all"}"""));
        await slow.ReadFrameAsync();
        Task<Statement>[] statements = [.. clients.Select(client => client.NextAsync<Statement>())];
        using StreamClient leaver = await StreamClient.ConnectAsync(server);
        await leaver.SubscribeAndReadToSeamAsync(6, "*");
        Task<Unsubscribed> ended = leaver.NextAsync<Unsubscribed>();
        ulong sent = 22;
        long n = 0;
        await Patience.UntilAsync(() => server.Evictions > 0, () => "not evicted", async () =>
        {
            for (uint k = 0; k < 40; k++)
            {
                await feed.QuoteAsync((k % 20) + 1, n + k + 1);
                await feed.TradeAsync((k % 7) + 1, n + k + 1);
            }

            await feed.FlushAsync();
            sent += 80;
            if (n++ == 20)
            {
                await leaver.SendAsync(new UnsubscribeMessage { Id = 6 });
            }
        });
        await server.UntilAppliedAsync(sent);
        var all = new List<Statement> { (await ended).Final!, await ReadLastStatementAsync(slow) };
        for (int at = 0; at < clients.Count; at++)
        {
            all.Add(await SettledAsync(clients[at], asked[at].Id, statements[at]));
        }

        Dictionary<string, long> expected = SumsOf(all);
        Assert.True(expected["ticker.delivery.conflated{cause=rate}"] > 0);
        Assert.True(expected["ticker.delivery.discarded"] > 0);
        expected["ticker.subscriber.evictions{reason=budget}"] = 1;
        expected["ticker.subscriber.evictions{reason=write_deadline}"] = 0;
        expected["ticker.active_subscriptions"] = clients.Count;
        IReadOnlyDictionary<string, long> told = meter.Read();
        await Patience.UntilAsync(
            () => expected.All(figure => (told = meter.Read())[figure.Key] == figure.Value),
            () => string.Join('\n', expected.Select(figure => $"{figure.Key}: {figure.Value} expected, {told[figure.Key]} told")));
        Assert.InRange(told["ticker.active_cohorts"], 5, 10);
        await slow.SendAsync(Frames.Close(4008));
        clients.ForEach(client => client.Dispose());
        leaver.Dispose();
        await server.UntilEmptyAsync();
        await Patience.UntilAsync(
            () => (told = meter.Read())["ticker.active_subscribers"] + told["ticker.active_subscriptions"] + told["ticker.active_cohorts"] == 0,
            () => string.Join('\n', told));
    }

    [Fact]
    public async Task Collection_WhileTicksFlowAndSubscribersComeAndGo_BalancesAndNeverGoesBack()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Lanes=2");
        using var meter = new MeterReading(server);
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 50).Select(n => $"XNAS:S{n}")]);
        IReadOnlyDictionary<string, long> before = meter.Read();
        await using (TickFlow.Paced(5_000, n => feed.QuoteAsync((uint)(n % 50) + 1, n + 1), feed.FlushAsync))
        {
            for (int distinct = 0; distinct < 4;)
            {
                using StreamClient client = await StreamClient.ConnectAsync(server);
                await client.SubscribeAndReadToSeamAsync(1, "*");
                await client.NextTickAsync();
                IReadOnlyDictionary<string, long> now = meter.Read();
                Assert.Equal(now["ticker.delivery.matched"], now.Where(figure => IsFate(figure.Key)).Sum(figure => figure.Value));
                Assert.All(meter.Instruments.Where(one => one.GetType().Name.StartsWith("ObservableCounter", StringComparison.Ordinal)), counter =>
                    Assert.All(now.Where(figure => figure.Key.Split('{')[0] == counter.Name), figure => Assert.True(figure.Value >= before.GetValueOrDefault(figure.Key), $"{figure.Key} went back")));
                distinct += now["ticker.delivery.matched"] > before["ticker.delivery.matched"] ? 1 : 0;
                before = now;
            }
        }
    }

    [Fact]
    public async Task Feeds_WithFaults_AreToldByName()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var meter = new MeterReading(server);
        await using TestFeed holed = await server.OpenFeedAsync("holed");
        await using TestFeed quiet = await server.OpenFeedAsync("quiet");
        await holed.DefineAsync(server, "XNAS:AAPL");
        await holed.QuoteAsync(1, 100, sequence: 1);
        await holed.QuoteAsync(1, 100, sequence: 1);
        await holed.QuoteAsync(1, 100, sequence: 5);
        await holed.FlushAsync();
        await quiet.EndAsync();
        IReadOnlyDictionary<string, long> told = meter.Read();
        Assert.Equal(
            (2, 1, 1, 3, 0, 0),
            (told["ticker.feed.ticks{feed=holed}"], told["ticker.feed.duplicates{feed=holed}"], told["ticker.feed.gaps{feed=holed}"],
            told["ticker.feed.missed{feed=holed}"], told["ticker.feed.rejects{feed=holed}"], told["ticker.feed.crossed{feed=holed}"]));
        Assert.Equal((1, 0), (told["ticker.feed.state{feed=holed,state=gap}"], told["ticker.feed.state{feed=holed,state=live}"]));
        Assert.Equal((0, 1), (told["ticker.feed.state{feed=quiet,state=live}"], told["ticker.feed.state{feed=quiet,state=ended}"]));
        await Patience.UntilAsync(() => server.Position == server.Pipeline.Position.Sequence, () => "the lanes lag");
        told = meter.Read();
        Assert.Equal((long)server.Pipeline.Position.Sequence, told["ticker.stream.position"]);
        Assert.Equal(0, told["ticker.lane.lag{lane=0}"]);
        Assert.Equal(1, told["ticker.known_instruments"]);
    }

    [Fact]
    public async Task Page_EveryInstrument_HasItsLineWithItsUnit()
    {
        await using ServerUnderTest server = ServerUnderTest.Build(
            "Listen:Tls=https://127.0.0.1:0", "Listen:Certificate=" + TestCertificate.File, "Listen:CertificateKey=" + TestCertificate.KeyFile);
        using var meter = new MeterReading(server);
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Ticker.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        string[] lines = [.. File.ReadAllLines(Path.Combine(root, "src", "docs", "metrics.md")).Where(line => line.StartsWith("| `ticker.", StringComparison.Ordinal))];
        Assert.Equal(meter.Instruments.Select(one => one.Name).Order(), lines.Select(line => line.Split('`')[1]).Order());
        Assert.All(meter.Instruments, one =>
        {
            string kind = one.GetType().Name.Split('`')[0] switch { "ObservableCounter" => "counter", "ObservableUpDownCounter" => "up-down", _ => "gauge" };
            Assert.Contains(lines, line => line.StartsWith($"| `{one.Name}` | {kind} | `{one.Unit}` |", StringComparison.Ordinal));
            Assert.False(string.IsNullOrEmpty(one.Description));
        });
    }

    private static bool IsFate(string name) => name.Split('{')[0] is
        "ticker.delivery.delivered" or "ticker.delivery.conflated" or "ticker.delivery.filtered" or "ticker.delivery.discarded" or "ticker.delivery.pending";

    private static Dictionary<string, long> SumsOf(IReadOnlyList<Statement> all) => new()
    {
        ["ticker.delivery.matched"] = all.Sum(one => one.Matched),
        ["ticker.delivery.delivered"] = all.Sum(one => one.Delivered),
        ["ticker.delivery.conflated{cause=rate}"] = all.Sum(one => one.ConflatedByRate),
        ["ticker.delivery.conflated{cause=socket}"] = all.Sum(one => one.ConflatedBySocket),
        ["ticker.delivery.conflated{cause=budget}"] = all.Sum(one => one.ConflatedByBudget),
        ["ticker.delivery.conflated{cause=server}"] = all.Sum(one => one.ConflatedByServer),
        ["ticker.delivery.filtered"] = all.Sum(one => one.Filtered),
        ["ticker.delivery.discarded"] = all.Sum(one => one.Discarded),
        ["ticker.delivery.snapshot"] = all.Sum(one => one.Snapshot),
        ["ticker.delivery.pending"] = 0,
    };

    // What an evicted connection is told last, if it reads it in time.
    private static async Task<Statement> ReadLastStatementAsync(RawPeer peer)
    {
        Statement? last = null;
        RawFrame frame;
        while (!(frame = await peer.ReadFrameAsync()).IsClose)
        {
            last = (frame.Opcode == Frames.Text ? ServerMessageReader.Read(frame.Payload, out _) as Statement : null) ?? last;
        }

        Assert.Equal(4008, frame.Code);
        return Assert.IsType<Statement>(last);
    }

    private static async Task<Statement> SettledAsync(StreamClient client, int id, Task<Statement> first)
    {
        await client.SendAsync(new StatementRequest { Id = id });
        Statement statement = await first;
        while (statement.Pending > 0)
        {
            await client.SendAsync(new StatementRequest { Id = id });
            statement = await client.NextAsync<Statement>();
        }

        return statement;
    }
}
