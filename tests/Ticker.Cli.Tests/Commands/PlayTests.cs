using static Ticker.Cli.Tests.Commands.BinanceRecording;

namespace Ticker.Cli.Tests.Commands;

public sealed class PlayTests : ServedTests, IDisposable
{
    private const long Start = 1_723_161_255_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-play").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Files_AreMergedByRecordedTimeAndArriveToTheLastDigit()
    {
        string spot = Path.Combine(_folder, "spot.gz");
        string other = Path.Combine(_folder, "other.txt");
        WriteGzip(spot,
            Trade(Start + 1, "BTCUSDT", 1, "61685.99000000", "0.00001000"),
            Trade(Start + 3, "BTCUSDT", 2, "99999999.12345678", "1.00000001", buyerIsMaker: true),
            Quote(Start + 5, "BTCUSDT", "0.00000001", "12.5", "61686.00", "2.44807"));
        Write(other, Trade(Start + 2, "ETHUSDT", 7, "2681.38", "8.486"), Trade(Start + 4, "ETHUSDT", 8, "2681.39", "22.624"));
        await using TickerProcess sub = TickerProcess.Start("sub", "BINANCE:BTCUSDT", "XOTH:ETHUSDT", "--url", Url, "--format", "csv", "--count", "5");
        Assert.NotNull(await sub.NextLineAsync());

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", spot, other, "--to", To, "--speed", "max", "--venue", "other*=XOTH");
        (_, string csv, _) = await sub.EndAsync();

        Assert.Equal((0, ""), (code, Complaints(errors)));
        Assert.StartsWith("sent 5 ticks, acked 5, rejected 0, ", output);
        string[] fields = [.. csv.TrimEnd('\n').Split('\n')[1..].Select(row => row.Split(',')).Select(row => string.Join(' ', row.Where((_, column) => column is 0 or 1 or (>= 4 and <= 11))).TrimEnd())];
        string[] expected =
        [
            "trade BINANCE:BTCUSDT     61685.99 0.00001 buy 1",
            "trade XOTH:ETHUSDT     2681.38 8.486 buy 7",
            "trade BINANCE:BTCUSDT     99999999.12345678 1.00000001 sell 2",
            "trade XOTH:ETHUSDT     2681.39 22.624 buy 8",
            "quote BINANCE:BTCUSDT 0.00000001 12.5 61686 2.44807",
        ];

        // Lanes keep the order of an instrument; the two instruments may come in either order.
        Assert.Equal(expected.Order(), fields.Order());
        Assert.Equal(expected.Where(line => line.Contains("BTC")), fields.Where(line => line.Contains("BTC")));
        Assert.Equal(expected.Where(line => line.Contains("ETH")), fields.Where(line => line.Contains("ETH")));
    }

    [Fact]
    public async Task FilesOfSixFormats_AreOneFeedInTheOrderOfTheirTimes()
    {
        string[] files = ForeignFiles.WriteAll(_folder);
        await using TickerProcess sub = TickerProcess.Start(["sub", .. ForeignFiles.Symbols, "--url", Url, "--format", "csv", "--mode", "all", "--count", "12"]);
        Assert.NotNull(await sub.NextLineAsync());

        (int code, string output, string errors) = await TickerProcess.RunAsync(["feed", "play", .. files, "--to", To, "--speed", "max"]);
        (_, string csv, _) = await sub.EndAsync();

        Assert.Equal((0, ""), (code, Complaints(errors)));
        Assert.StartsWith("sent 12 ticks, acked 12, rejected 0, ", output);
        string[] rows = [.. csv.TrimEnd('\n').Split('\n')[1..].Select(row => row.Split(',')).Select(row => $"{row[1]} {string.Join(' ', row[4..11]).Trim()}")];
        Assert.Equal(ForeignFiles.InOrder.Order(), rows.Order());
        Assert.All(ForeignFiles.Symbols, symbol => Assert.Equal(ForeignFiles.InOrder.Where(row => row.StartsWith(symbol)), rows.Where(row => row.StartsWith(symbol))));
    }

    [Fact]
    public async Task Recording_IsPlayedLikeAnyFile()
    {
        string recording = Path.Combine(_folder, "all.rec");
        await TickerProcess.RunAsync(["import", .. ForeignFiles.WriteAll(_folder), "--to", recording]);

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", recording, "--to", To, "--speed", "max");

        Assert.Equal((0, ""), (code, Complaints(errors)));
        Assert.StartsWith("sent 12 ticks, acked 12, rejected 0, ", output);
    }

    [Fact]
    public async Task DamagedLine_IsNamedAndWhatStandsBeforeItIsSent()
    {
        string file = Path.Combine(_folder, "damaged.txt");
        Write(file, Trade(Start + 1, "BTCUSDT", 1, "61685.99", "1"), Trade(Start + 2, "BTCUSDT", 2, "61685.98", "1"), $"{Start + 3} {{\"stream\":\"btcusdt@trade\",\"da", Trade(Start + 4, "BTCUSDT", 3, "1", "1"));

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", file, "--to", To, "--speed", "max");

        Assert.Equal(4, code);
        Assert.StartsWith("sent 2 ticks, acked 2, rejected 0, ", output);
        Assert.Contains($"{file}, line 3 ", errors);
        Assert.Contains("What stands before it was sent: 2 ticks", errors);
        Assert.Single(Complaints(errors).TrimEnd('\n').Split('\n'));
    }

    [Fact]
    public async Task CutGzip_IsNamedAndWhatStandsBeforeItIsSent()
    {
        string file = Path.Combine(_folder, "cut.gz");
        WriteGzip(file, [.. Enumerable.Range(1, 5_000).Select(n => Trade(Start + n, "BTCUSDT", n, $"{60_000 + n}.5", "0.25"))]);
        byte[] whole = await File.ReadAllBytesAsync(file);
        await File.WriteAllBytesAsync(file, whole[..(whole.Length / 2)]);

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", file, "--to", To, "--speed", "max");

        Assert.Equal(4, code);
        Assert.Matches(@"^sent (\d{3,4}) ticks, acked \1, rejected 0, ", output);
        Assert.Contains("compressed data", errors);
    }

    [Theory]
    [InlineData(null, "there is no such file")]
    [InlineData("", "the file is empty")]
    [InlineData("hello\n", "it begins with 'hello'; a recording is one of: ")]
    public async Task FileThatIsNoRecording_IsToldBeforeAnythingIsSent(string? content, string told)
    {
        string file = Path.Combine(_folder, "not.txt");
        if (content is not null)
        {
            await File.WriteAllTextAsync(file, content);
        }

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", file, "--to", To);

        Assert.Equal((4, ""), (code, output));
        Assert.Contains(file, errors);
        Assert.Contains(told, errors);
    }

    [Fact]
    public async Task Directory_IsToldWithWhatToWriteInstead()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "play", _folder, "--to", To);

        Assert.Equal((4, ""), (code, output));
        Assert.Contains("is a directory", errors);
    }

    [Fact]
    public async Task Interrupt_WhileItWaitsForTheNextTick_EndsTheFeedProperly()
    {
        string file = Path.Combine(_folder, "slow.txt");
        Write(file, Trade(Start, "BTCUSDT", 1, "61685.99", "1"), Trade(Start + 3_600_000_000_000, "BTCUSDT", 2, "61685.98", "1"));
        await using TickerProcess sub = TickerProcess.Start("sub", "BINANCE:BTCUSDT", "--url", Url, "--format", "csv", "--count", "1");
        await using TickerProcess play = TickerProcess.Start("feed", "play", file, "--to", To);
        await sub.EndAsync();

        play.Interrupt();
        (int code, string output, string errors) = await play.EndAsync();

        Assert.Equal((130, ""), (code, Complaints(errors)));
        Assert.StartsWith("sent 1 ticks, acked 1, rejected 0, ", output);
    }
}
