using System.IO.Compression;
using System.Net;
using System.Text.Json;
using Ticker.Model;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.History;

/// <summary>What was published is told again, exactly, in every form and by every way of asking.</summary>
public sealed class HistoryTests
{
    [Fact]
    public async Task Get_RightAfterItWasStreamed_TellsAllOfItExactly()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL", "XNAS:MSFT");
        await feed.QuoteAsync(1, 18_732);
        await feed.TradeAsync(2, -5);
        await feed.StatusAsync(1, TradingState.Halted, "news, \"big\"");
        await feed.FlushAsync();
        await server.UntilAppliedAsync(6);
        using var client = new HistoryClient(server);

        IReadOnlyList<HistoryLine> lines = await client.LinesAsync("symbol=*");

        Assert.Equal(["quote", "trade", "status", "end"], lines.Select(line => line.Kind));
        Assert.Equal(
            ["XNAS AAPL 187.32 1 187.33 2", "XNAS MSFT -0.05 1 buy 1", "XNAS AAPL halted news, \"big\""],
            lines.Take(3).Select(line => string.Join(' ', new[]
            {
                "venue", "symbol", "bid_price", "bid_size", "ask_price", "ask_size", "price", "size", "side", "trade_id", "state", "reason",
            }.Select(line.Word).OfType<string>())));
        Assert.Equal([4ul, 5ul, 6ul], lines.Take(3).Select(line => line.Sequence));
        Assert.All(lines.Take(3), line => Assert.True(line.Received >= server.Started.Value));
        Assert.Equal(("3", $"{server.Pipeline.Position.Epoch}:6", null), (lines[3].Word("count"), lines[3].Position, lines[3].Word("next")));
    }

    [Fact]
    public async Task Get_SymbolsAndKinds_TellsThoseAlone()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 60);
        using var client = new HistoryClient(server);
        IReadOnlyList<HistoryLine> all = await client.LinesAsync("symbol=*");

        foreach ((string query, Func<HistoryLine, bool> meant) in new (string, Func<HistoryLine, bool>)[]
        {
            ("symbol=XNAS:A", line => line.Word("symbol") == "A"),
            ("symbol=XNAS:A&symbol=X:C,D", line => line.Word("symbol") is "A" or "C,D"),
            ("symbols=XNAS:A,XNAS:B", line => line.Word("symbol") is "A" or "B"),
            ("symbols=XNAS:*&kinds=trade", line => line.Word("venue") == "XNAS" && line.Kind == "trade"),
            ("symbol=*&kinds=quote,status&kinds=trade", _ => true),
            ("symbol=NOBODY*", _ => false),
        })
        {
            Assert.Equal(all.Where(line => line.IsTick && meant(line)).Select(line => line.Text), await client.TicksAsync(query));
        }
    }

    [Fact]
    public async Task Get_AnyForm_TellsTheSameTicks()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 500);
        using var client = new HistoryClient(server);
        IReadOnlyList<string> ticks = await client.TicksAsync("symbol=*");
        Assert.Equal(500, ticks.Count);

        using HttpResponseMessage json = await client.GetAsync("symbol=*", ("Accept", "application/json"));
        Assert.Equal("application/json", json.Content.Headers.ContentType?.ToString());
        using JsonDocument whole = JsonDocument.Parse(await json.Content.ReadAsStringAsync());
        Assert.Equal(ticks, whole.RootElement.GetProperty("ticks").EnumerateArray().Select(tick => tick.GetRawText()));
        Assert.Equal((0, 500), (whole.RootElement.GetProperty("gaps").GetArrayLength(), whole.RootElement.GetProperty("count").GetInt32()));

        using HttpResponseMessage csv = await client.GetAsync("symbol=*&format=csv");
        Assert.Equal("text/csv", csv.Content.Headers.ContentType?.MediaType);
        string[] rows = (await csv.Content.ReadAsStringAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.StartsWith("event_time,event_time_ns,receive_time,receive_time_ns,epoch,sequence,kind,", rows[0], StringComparison.Ordinal);
        Assert.Equal(ticks.Select(tick => HistoryLine.Parse(tick)).Select(tick => $"{tick.Sequence},{tick.Kind}"), rows[1..].Select(row => string.Join(',', row.Split(',')[5..7])));

        using HttpResponseMessage packed = await client.GetAsync("symbol=*", ("Accept-Encoding", "br, gzip"));
        Assert.Equal("gzip", Assert.Single(packed.Content.Headers.ContentEncoding));
        await using var unpacked = new GZipStream(await packed.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(unpacked);
        Assert.Equal(ticks, (await reader.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries)[..^1]);
    }

    [Theory]
    [InlineData("ndjson", 7)]
    [InlineData("json", 100)]
    [InlineData("ndjson", 999)]
    [InlineData("ndjson", 1_000)]
    public async Task Get_PageAfterPage_TellsEveryTickOnce(string format, int limit)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 1_000);
        using var client = new HistoryClient(server);
        IReadOnlyList<string> all = await client.TicksAsync("symbol=*");
        var paged = new List<string>();
        int pages = 0;
        for (string? next = $"/v1/history?symbol=XNAS:*&symbol=X:C,D&limit={limit}&format={format}"; next is not null; pages++)
        {
            using HttpResponseMessage answer = await client.GetAsync(next);
            string text = await answer.Content.ReadAsStringAsync();
            JsonElement end;
            if (format == "json")
            {
                end = HistoryLine.Parse(text.ReplaceLineEndings("")).Json;
                paged.AddRange(end.GetProperty("ticks").EnumerateArray().Select(tick => tick.GetRawText()));
            }
            else
            {
                string[] lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
                end = HistoryLine.Parse(lines[^1]).Json;
                paged.AddRange(lines[..^1]);
            }

            next = end.TryGetProperty("next", out JsonElement path) ? path.GetString() : null;
        }

        Assert.Equal(all, paged);
        Assert.Equal((1_000 + limit - 1) / limit, pages);
    }

    [Fact]
    public async Task Get_RangesThatMeet_ShareNothingAndLeaveNothingOut()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 400);
        using var client = new HistoryClient(server);
        IReadOnlyList<HistoryLine> all = [.. (await client.LinesAsync("symbol=*")).Where(line => line.IsTick)];
        HistoryLine one = all[100];
        HistoryLine other = all[300];

        Assert.Equal(
            all.Select(line => line.Text),
            [.. await client.TicksAsync($"symbol=*&to={one.Position}"), .. await client.TicksAsync($"symbol=*&from={one.Position}&to={other.Position}"), .. await client.TicksAsync($"symbol=*&from={other.Position}")]);
        Assert.Equal(200, (await client.TicksAsync($"symbol=*&from={one.Position}&to={other.Position}")).Count);

        string instant = Uri.EscapeDataString(new UnixNanos(other.Received).ToString());
        IReadOnlyList<string> early = await client.TicksAsync($"symbol=*&to={one.Received}");
        Assert.Equal(all.TakeWhile(line => line.Received < one.Received).Select(line => line.Text), early);
        Assert.Equal(
            all.Select(line => line.Text),
            [.. early, .. await client.TicksAsync($"symbol=*&from={one.Received}&to={instant}"), .. await client.TicksAsync($"symbol=*&from={instant}")]);
        Assert.Empty(await client.TicksAsync("symbol=*&from=2100-01-01"));
    }

    [Fact]
    public async Task Get_AfterARestart_TellsWhatWasBeforeAndAfter()
    {
        using var journal = new JournalDirectory();
        string setting = journal.Setting["--Ticker:".Length..];
        IReadOnlyList<string> before;
        await using (ServerUnderTest first = await ServerUnderTest.StartAsync(setting))
        {
            await using TestFeed feed = await PublishAsync(first, 50);
            using var client = new HistoryClient(first);
            before = await client.TicksAsync("symbol=*");
        }

        IReadOnlyList<string> both;
        string position;
        await using (ServerUnderTest second = await ServerUnderTest.StartAsync(setting))
        {
            await using TestFeed feed = await PublishAsync(second, 50);
            using var client = new HistoryClient(second);
            IReadOnlyList<HistoryLine> lines = await client.LinesAsync("symbol=*");
            Assert.DoesNotContain(lines, line => line.Kind == "gap");
            both = [.. lines.Where(line => line.IsTick).Select(line => line.Text)];
            position = lines[^1].Position;
        }

        Assert.Equal(before, both.Take(50));
        Assert.Equal(100, both.Count);

        // Without its mark nobody knows whether more had been numbered: a new epoch, and that is told where it is.
        File.Delete(Path.Combine(journal.Path, "journal.mark"));
        await using ServerUnderTest third = await ServerUnderTest.StartAsync(setting);
        await using TestFeed late = await PublishAsync(third, 10);
        using var reader = new HistoryClient(third);
        IReadOnlyList<HistoryLine> all = await reader.LinesAsync("symbol=*");
        Assert.Equal([.. Enumerable.Repeat(true, 100), false, .. Enumerable.Repeat(true, 10), false], all.Select(line => line.IsTick));
        Assert.Equal(both, all.Take(100).Select(line => line.Text));
        Assert.Equal("epoch_changed", all[100].Word("cause"));
        Assert.Equal(["gap", .. all.Skip(101).Select(line => line.Kind)], (await reader.LinesAsync($"symbol=*&from={position}")).Select(line => line.Kind));
    }

    [Fact]
    public async Task Get_AcrossDamage_TellsWhereAndGoesOn()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 4_000);
        using var client = new HistoryClient(server);
        IReadOnlyList<string> all = await client.TicksAsync("symbol=*");
        string file = Assert.Single(Directory.GetFiles(server.Journal.Path, "*.ticks"));
        await using (var bytes = new FileStream(file, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite))
        {
            bytes.Position = bytes.Length / 2;
            int was = bytes.ReadByte();
            bytes.Position--;
            bytes.WriteByte((byte)~was);
        }

        IReadOnlyList<HistoryLine> lines = await client.LinesAsync("symbol=*");
        int at = lines.ToList().FindIndex(line => line.Kind == "gap");
        Assert.Equal("journal_damaged", lines[at].Word("cause"));
        Assert.Equal(lines[at - 1].Position, lines[at].Word("after"));
        Assert.Equal(lines[at + 1].Position, lines[at].Word("next"));
        Assert.Equal(1, lines.Count(line => line.Kind == "gap"));
        Assert.Equal(all.Take(at), lines.Take(at).Select(line => line.Text));
        int after = lines.Count - at - 2;
        Assert.Equal(all.TakeLast(after), lines.Skip(at + 1).SkipLast(1).Select(line => line.Text));
        Assert.True(at > 0 && after > 0 && at + after < 4_000);

        using HttpResponseMessage csv = await client.GetAsync("symbol=*&format=csv");
        string row = Assert.Single((await csv.Content.ReadAsStringAsync()).Split('\n'), line => line.Contains(",gap,", StringComparison.Ordinal));
        Assert.Equal(("gap", "journal_damaged", 23), (row.Split(',')[6], row.Split(',')[19], row.Split(',').Length));
    }

    [Fact]
    public async Task Get_AgainWithItsTag_IsNotModifiedUntilThereIsMore()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 20);
        using var client = new HistoryClient(server);
        using HttpResponseMessage open = await client.GetAsync("symbol=*");
        string tag = open.Headers.ETag!.ToString();
        Assert.Equal("no-cache", open.Headers.CacheControl?.ToString());
        using HttpResponseMessage same = await client.GetAsync("symbol=*", ("If-None-Match", tag));
        Assert.Equal((HttpStatusCode.NotModified, tag), (same.StatusCode, same.Headers.ETag?.ToString()));

        string end = (await client.LinesAsync("symbol=*"))[^1].Position;
        using HttpResponseMessage settled = await client.GetAsync($"symbol=*&to={end}");
        Assert.Equal("max-age=3600, private", settled.Headers.CacheControl?.ToString());

        await feed.QuoteAsync(1, 1);
        await feed.FlushAsync();
        int told = 0;
        await Patience.UntilAsync(() => told == 21, () => $"{told} ticks", async () => told = (await client.TicksAsync("symbol=*")).Count);
        using HttpResponseMessage more = await client.GetAsync("symbol=*", ("If-None-Match", tag));
        Assert.Equal(HttpStatusCode.OK, more.StatusCode);
        using HttpResponseMessage still = await client.GetAsync($"symbol=*&to={end}", ("If-None-Match", settled.Headers.ETag!.ToString()));
        Assert.Equal(HttpStatusCode.NotModified, still.StatusCode);
    }

    [Theory]
    [InlineData("symbol=*")]
    [InlineData("symbol=*&format=csv")]
    [InlineData("/v1/instruments")]
    public async Task Head_IsAGetWithoutABody(string query)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        await using TestFeed feed = await PublishAsync(server, 20);
        using var client = new HistoryClient(server);
        using HttpResponseMessage get = await client.GetAsync(query);
        using HttpResponseMessage head = await client.SendAsync(HttpMethod.Head, query);
        Assert.Equal((get.StatusCode, get.Content.Headers.ContentType, get.Headers.ETag), (head.StatusCode, head.Content.Headers.ContentType, head.Headers.ETag));
        Assert.Empty(await head.Content.ReadAsByteArrayAsync());
    }

    /// <summary>Publishes ticks of three instruments, and waits until they are streamed.</summary>
    internal static async Task<TestFeed> PublishAsync(ServerUnderTest server, int count)
    {
        using var client = new HistoryClient(server);
        int told = (await client.TicksAsync("symbol=*")).Count;
        int expected = told + count;
        TestFeed feed = await server.OpenFeedAsync();
        foreach ((uint number, string name) in new[] { (1u, "XNAS:A"), (2u, "XNAS:B"), (3u, "X:C,D") })
        {
            await feed.DefineAsync(number, name);
        }

        for (int n = 0; n < count; n++)
        {
            uint instrument = (uint)(n % 3) + 1;
            await ((n % 5) switch
            {
                0 => feed.TradeAsync(instrument, n),
                1 when n % 2 == 0 => feed.StatusAsync(instrument, TradingState.Trading, ""),
                _ => feed.QuoteAsync(instrument, n),
            });
        }

        await feed.FlushAsync();
        await Patience.UntilAsync(
            () => told == expected,
            () => $"{told} of {expected} ticks are told",
            async () => told = (await client.TicksAsync("symbol=*")).Count);
        return feed;
    }
}
