namespace Ticker.Cli.Tests.Commands;

public class SimulateTests : ServedTests
{
    private const string Summary = @"^sent (\d+) ticks, acked \1, rejected 0, in [0-9.]+ s, \d+ ticks/s\n$";

    [Theory]
    [InlineData("max")]
    [InlineData("20")]
    public async Task For_OneSeed_SendsTheSameTicksAtAnySpeed(string speed)
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "simulate", "--to", To, "--for", "2s", "--speed", speed, "--seed", "7", "--rate", "1000");

        Assert.Equal((0, ""), (code, Complaints(errors)));
        Assert.Matches(Summary, output);
        var market = new Synthetic.SyntheticMarket(new Synthetic.SyntheticMarketOptions { Seed = 7, TicksPerSecond = 1000 });
        int expected = market.Advance(TimeSpan.FromSeconds(2), new Model.UnixNanos(1), new Model.Tick[100_000]);
        Assert.StartsWith($"sent {expected} ticks", output);
    }

    [Fact]
    public async Task Interrupt_EndsTheFeedProperly()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--feed", "mine");
        (_, string first, _) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--format", "jsonl", "--count", "1000");
        Assert.NotEmpty(first);

        feed.Interrupt();
        (int code, string output, string errors) = await feed.EndAsync();

        Assert.Equal((130, ""), (code, Complaints(errors)));
        Assert.Matches(Summary, output);
        await AssertFeedEndedAsync();
    }

    [Fact]
    public async Task SecondPublisherOfOneFeed_IsToldToChooseAnotherNameAndEndsWith1()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--feed", "mine");
        (_, string first, _) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--format", "jsonl", "--count", "1");
        Assert.NotEmpty(first);

        (int code, string output, string errors) = await TickerProcess.RunAsync("feed", "simulate", "--to", To, "--feed", "mine");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("another publisher is at work on the feed 'mine': choose another name with --feed", errors);
    }

    [Fact]
    public async Task ServerDies_IsToldWithWhatWasSentAndEndsWith1()
    {
        await using TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To);
        (_, string first, _) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--format", "jsonl", "--count", "1");
        Assert.NotEmpty(first);

        await Server.KillAsync();
        (int code, string output, string errors) = await feed.EndAsync();

        Assert.Equal(1, code);
        Assert.StartsWith("sent ", output);
        Assert.Contains("the server ended the feed", errors);
    }

    // A heartbeat says so on standard error, as nothing else feeds this server.
    private async Task AssertFeedEndedAsync()
    {
        await using TickerProcess sub = TickerProcess.Start("bash", ["-c", $"dotnet '{TickerProcess.Dll}' sub '*' --kinds trade --url {Url} 2>&1 >/dev/null"]);
        string? line;
        do
        {
            line = await sub.NextLineAsync();
        }
        while (line?.Contains("may no longer be true") == true);
        Assert.Equal("ticker: every feed has ended; waiting for another", line);
    }
}
