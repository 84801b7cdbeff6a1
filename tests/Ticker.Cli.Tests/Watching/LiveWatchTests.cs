using System.Globalization;
using System.Text.Json;
using Ticker.Client.Subscriptions;

namespace Ticker.Cli.Tests.Watching;

/// <summary><c>ticker sub</c> through restarts, and up to the end that was asked for.</summary>
public sealed class LiveWatchTests : ServedTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Sub_ServerStartsAgain_GoesOnWithoutAHoleOrADouble(bool isKilled)
    {
        await SimulateAsync();
        await using TickerProcess sub = TickerProcess.Start("sub", "*", "--url", Url, "--mode", "all", "--from", "now", "--format", "jsonl", "--kinds", "trade,quote");
        // Nothing says that the subscription stands but its ticks, so they come until the first is there.
        await using (TickerProcess feed = TickerProcess.Start("feed", "simulate", "--to", To, "--rate", "2000", "--feed", "before"))
        {
            Assert.NotNull(await sub.NextLineAsync());
            feed.Interrupt();
            await feed.EndAsync();
        }

        if (isKilled)
        {
            await Server.KillAsync();
        }
        else
        {
            Server.Interrupt();
            Assert.Equal(0, (await Server.EndAsync()).Code);
        }

        await StartAgainAsync();
        await SimulateAsync("--feed", "after");
        ulong last = await NewestAsync();
        await using TickerProcess history = TickerProcess.Start("sub", "*", "--url", Url, "--mode", "all", "--from", $"{await EpochAsync()}:0", "--until", $"{await EpochAsync()}:{last}", "--format", "jsonl", "--kinds", "trade,quote");
        (int historyCode, string all, string historyErrors) = await history.EndAsync();
        Assert.True(historyCode == 0, historyErrors);
        ulong newest = Sequences(all)[^1];
        string? line;
        while ((line = await sub.NextLineAsync()) is not null && SequenceOf(line) < newest)
        {
        }

        sub.Interrupt();
        (int code, string output, string errors) = await sub.EndAsync();

        Assert.Equal(130, code);
        string[] told = [.. errors.Split('\n').Where(one => one.StartsWith("ticker: ", StringComparison.Ordinal))];
        Assert.Contains(told, one => one.Contains("; coming back in ", StringComparison.Ordinal));
        Assert.Contains("ticker: connected again", told);
        Assert.DoesNotContain(told, one => one.Contains("a gap", StringComparison.Ordinal));
        if (!isKilled)
        {
            Assert.Contains(told, one => one.StartsWith("ticker: the server is restarting (close 1012 restart:", StringComparison.Ordinal));
        }

        ulong[] seen = Sequences(output);
        Assert.Equal(Sequences(all).Where(sequence => sequence >= seen[0]), seen);
        Assert.Contains("\"connections\":2", errors);
    }

    [Fact]
    public async Task Sub_UntilAPosition_HasExactlyWhatIsUpToIt()
    {
        await SimulateAsync("--rate", "500");
        (long epoch, ulong newest) = (await EpochAsync(), await NewestAsync());
        ulong[] all = await HistoryAsync("--until", $"{epoch}:{newest}");
        ulong middle = all[all.Length / 2];

        // A tick after it tells that it is reached; at the newest nothing does but the server's word.
        Assert.Equal(all.Where(sequence => sequence <= middle), await HistoryAsync("--until", $"{epoch}:{middle}"));
        Assert.Equal(all.Where(sequence => sequence <= middle - 1), await HistoryAsync("--until", $"{epoch}:{middle - 1}"));
        Assert.Equal(all, await HistoryAsync("--until", $"{epoch}:{all[^1]}"));
        Assert.Equal(all[..5], await HistoryAsync("--count", "5"));

        async Task<ulong[]> HistoryAsync(params string[] end)
        {
            (int code, string output, string errors) = await TickerProcess.RunAsync(["sub", "*", "--url", Url, "--mode", "all", "--from", $"{epoch}:0", "--format", "jsonl", .. end]);
            Assert.Equal((0, ""), (code, Complaints(errors)));
            return Sequences(output);
        }
    }

    [Fact]
    public async Task Sub_UntilATime_HasWhatTheServerReceivedBefore()
    {
        await SimulateAsync("--rate", "500");
        long epoch = await EpochAsync();
        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--mode", "all", "--from", $"{epoch}:0", "--times", "--format", "jsonl", "--until", $"{epoch}:{await NewestAsync()}");
        Assert.True(code == 0, errors);
        string[] times = [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("receive_time").GetString()!)];
        string middle = times[times.Length / 2];

        (code, output, errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--mode", "all", "--from", $"{epoch}:0", "--format", "jsonl", "--until", middle);

        Assert.True(code == 0, errors);
        Assert.Equal(times.Count(time => string.CompareOrdinal(time, middle) < 0), output.Length == 0 ? 0 : Sequences(output).Length);

        // Nothing comes any more that would tell the time.
        string soon = TimeProvider.System.GetUtcNow().AddSeconds(1).ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        (code, output, errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--mode", "all", "--from", $"{epoch}:0", "--format", "jsonl", "--until", soon);
        Assert.Equal((0, times.Length), (code, Sequences(output).Length));
    }

    [Theory]
    [InlineData("1ms")]
    [InlineData("100ms")]
    public async Task Sub_ForAWhileWithMuchOnItsWay_ShowsAllThatTheAccountsHold(string length)
    {
        await SimulateAsync("--rate", "20000");

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--mode", "all", "--from", $"{await EpochAsync()}:0", "--format", "jsonl", "--for", length);

        Assert.Equal((0, ""), (code, Complaints(errors)));
        JsonElement statement = JsonDocument.Parse(errors.Split('\n').Single(line => line.StartsWith("{\"kind\":\"statement\"", StringComparison.Ordinal))).RootElement;
        Assert.Equal(statement.GetProperty("delivered").GetInt64() + statement.GetProperty("snapshot").GetInt64(), output.Count(one => one == '\n'));
    }

    [Theory]
    [InlineData("sub", "--count", "5")]
    [InlineData("sub", "--for", "2s")]
    public async Task Sub_OutputThatTakesNoMore_Fails(params string[] args)
    {
        await SimulateAsync();

        await using TickerProcess sub = TickerProcess.Start("sh", ["-c", "exec dotnet \"$@\" > /dev/full", "sh", TickerProcess.Dll, .. args, "*", "--url", Url, "--format", "csv"]);
        (int code, _, string errors) = await sub.EndAsync();

        Assert.Equal(1, code);
        Assert.Contains("No space left on device", errors);
    }

    [Fact]
    public async Task Sub_ReaderThatHasEnough_IsDone()
    {
        await SimulateAsync();

        await using TickerProcess sub = TickerProcess.Start("bash", ["-c", "dotnet \"$@\" | head -n 2; exit ${PIPESTATUS[0]}", "bash", TickerProcess.Dll, "sub", "*", "--url", Url, "--mode", "all", "--from", $"{await EpochAsync()}:0", "--format", "csv"]);
        (int code, string output, string errors) = await sub.EndAsync();

        Assert.Equal((0, 2), (code, output.Count(one => one == '\n')));
        Assert.Equal("", Complaints(errors));
    }

    [Fact]
    public async Task Sub_UntilAPositionOfAnotherNumbering_SaysThatItIsNone()
    {
        await SimulateAsync();

        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--until", "7:100", "--format", "jsonl");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("ticker: --until 7:100 is no position of this server any more", errors);
    }

    [Fact]
    public async Task Sub_WhereSubscribersAreRefused_SaysSoAndEnds()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", To, "--format", "jsonl");

        Assert.Equal((1, ""), (code, output));

        // Other roads are tried first.
        Assert.EndsWith("HTTP 400 Bad Request\n", Complaints(errors));
        Assert.DoesNotContain("connected", errors);
    }

    private static ulong SequenceOf(string line) => JsonDocument.Parse(line).RootElement.GetProperty("seq").GetUInt64();

    private static ulong[] Sequences(string output) => [.. output.TrimEnd('\n').Split('\n').Select(SequenceOf)];

    private async Task<long> EpochAsync()
    {
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri(Url));
        return subscriber.Welcome.Epoch;
    }

    private async Task<ulong> NewestAsync()
    {
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri(Url));
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            if (message.Control is Protocol.Heartbeat heartbeat)
            {
                return heartbeat.Sequence;
            }
        }

        throw new InvalidOperationException("the server said no heartbeat");
    }
}
