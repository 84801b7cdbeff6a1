using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;
using Ticker.Recording;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Tests.Commands;

/// <summary><c>ticker record</c> while the server it records is killed and starts again.</summary>
public sealed class RecordTests : ServedTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ticker-record-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Record_ServerKilledAndStartedAgain_HoldsEveryTickOnce()
    {
        const int Wanted = 3_000;
        string into = Path.Combine(_directory, "through");
        await SimulateAsync();
        (_, ulong before) = await PositionAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var files = new FileSystemWatcher(Directory.CreateDirectory(into).FullName, "*.ticks");
        files.Created += (_, _) => begun.TrySetResult();
        files.EnableRaisingEvents = true;
        await using TickerProcess recording = TickerProcess.Start("record", "*", "--to", into, "--count", $"{Wanted}", "--url", Url);
        await begun.Task.WaitAsync(TickerProcess.Generous);

        await SimulateAsync("--rate", "500", "--feed", "before");
        await Server.KillAsync();
        await StartAgainAsync();
        await SimulateAsync("--rate", "2000", "--feed", "after");
        (int code, string output, string errors) = await recording.EndAsync();

        Assert.True(code == 0, errors);
        Assert.Contains($"{Wanted} ticks of", output);
        Assert.Contains("ticker: connected again", errors);
        Assert.DoesNotContain("a gap", errors);
        using RecordingReader reader = RecordingReader.Open(into);
        Assert.Empty(reader.Gaps);
        List<ulong> recorded = [];
        while (reader.Read(out RecordedTick tick))
        {
            recorded.Add(tick.Tick.Sequence);
        }

        Assert.Equal(Wanted, recorded.Count);
        Assert.Equal((await HistoryAsync()).Where(sequence => sequence > before && sequence <= recorded[^1]), recorded.Where(sequence => sequence > before));
    }

    private async Task<ulong[]> HistoryAsync()
    {
        (long epoch, ulong newest) = await PositionAsync();
        (int code, string output, string errors) = await TickerProcess.RunAsync("sub", "*", "--url", Url, "--mode", "all", "--from", $"{epoch}:0", "--until", $"{epoch}:{newest}", "--format", "jsonl");
        Assert.True(code == 0, errors);
        return [.. output.TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement.GetProperty("seq").GetUInt64())];
    }

    private async Task<(long Epoch, ulong Newest)> PositionAsync()
    {
        await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri(Url));
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
        {
            if (message.Control is Heartbeat heartbeat)
            {
                return (subscriber.Welcome.Epoch, heartbeat.Sequence);
            }
        }

        throw new InvalidOperationException("the server said no heartbeat");
    }
}
