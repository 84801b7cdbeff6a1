using Ticker.Recording.Journal;

namespace Ticker.Cli.Tests.Commands;

/// <summary><c>ticker replay</c>, <c>ticker record</c> and made-up recordings, against a server as it comes.</summary>
public sealed class ReplayTests : ServedTests
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ticker-record-").FullName;

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Replay_ShippedRecording_EveryTickAndAStatementThatAddsUp()
    {
        (int code, string output, string errors) = await TickerProcess.RunAsync("replay", "calm", "--speed", "max", "--format", "csv", "--url", Url);

        Assert.Equal(0, code);
        Assert.Equal(4_846 + 1, output.Count(character => character == '\n'));
        Assert.Contains("4846 matched = 4846 delivered", errors);
        Assert.Contains("adds up", errors);
    }

    [Fact]
    public async Task Replay_PartAndCount_NoMore()
    {
        (int code, string output, _) = await TickerProcess.RunAsync(
            "replay", "stormy", "XNAS:*", "SIMX:*", "--from", "2025-03-03T14:30:20Z", "--to", "2025-03-03T14:30:40Z", "--speed", "max", "--count", "7", "--format", "csv", "--url", Url);

        Assert.Equal(0, code);
        Assert.Equal(7 + 1, output.Count(character => character == '\n'));
    }

    [Theory]
    [InlineData(2, "--speed", "0")]
    [InlineData(2, "--speed", "NaN")]
    [InlineData(2, "--max-gap", "1")]
    [InlineData(2, "--from", "noon")]
    public async Task Replay_WrongValues_UsageErrorThatNamesThem(int expected, string option, string value)
    {
        (int code, _, string errors) = await TickerProcess.RunAsync("replay", "calm", option, value, "--url", Url);

        Assert.Equal(expected, code);
        Assert.Contains($"'{value}'", errors);
    }

    [Fact]
    public async Task Replay_NoSuchRecording_SaysThatItWasRefused()
    {
        (int code, _, string errors) = await TickerProcess.RunAsync("replay", "nothing", "--url", Url);

        Assert.Equal(1, code);
        Assert.Contains("404", errors);
    }

    [Fact]
    public async Task Record_WhileTheServerStreams_HoldsEveryTickOnce()
    {
        string into = Path.Combine(_directory, "live");
        await SimulateAsync("--rate", "200");
        await using (TickerProcess recording = TickerProcess.Start("record", "*", "--to", into, "--count", "500", "--url", Url))
        {
            // It may begin before or after; of what comes then, it takes five hundred.
            await SimulateAsync("--rate", "2000", "--feed", "more");
            await SimulateAsync("--rate", "2000", "--feed", "most");
            (int code, string output, string errors) = await recording.EndAsync();
            Assert.True(code == 0, errors);
            Assert.Contains("500 ticks of", output);
        }

        using RecordingReader reader = RecordingReader.Open(into);
        ulong last = 0;
        int count = 0;
        while (reader.Read(out var tick))
        {
            Assert.True(tick.Tick.Sequence > last);
            Assert.False(tick.RecordedAt.IsNone);
            (last, count) = (tick.Tick.Sequence, count + 1);
        }

        Assert.Equal(500, count);
    }

    [Fact]
    public async Task Record_Interrupted_WhatCameIsWhole()
    {
        string into = Path.Combine(_directory, "cut");
        await SimulateAsync();
        var begun = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var files = new FileSystemWatcher(Directory.CreateDirectory(into).FullName, "*.ticks");
        files.Created += (_, _) => begun.TrySetResult();
        files.EnableRaisingEvents = true;
        await using TickerProcess recording = TickerProcess.Start("record", "*", "--to", into, "--url", Url);
        await begun.Task.WaitAsync(TickerProcess.Generous);

        recording.Interrupt();
        (int code, _, string errors) = await recording.EndAsync();

        Assert.True(code == 130, $"{code}: {errors}");
        using RecordingReader reader = RecordingReader.Open(into);
        Assert.Equal(0, reader.TornBytes);
    }

    [Fact]
    public async Task Simulate_IntoARecording_SameTicksEachTimeAndThoseThatShip()
    {
        foreach (string name in new[] { "one", "two" })
        {
            (int code, string output, string errors) = await TickerProcess.RunAsync(
                "feed", "simulate", "--seed", "11", "--instruments", "24", "--rate", "60", "--burstiness", "0.93", "--halt-every", "30s", "--for", "90s",
                "--start", "2025-03-03T14:30:00Z", "--lose-at", "55s", "--into", Path.Combine(_directory, name));
            Assert.True(code == 0, errors);
            Assert.Contains("5663 ticks of 24 instruments", output);
        }

        string shipped = Path.Combine(Path.GetDirectoryName(TickerProcess.Dll)!, "feeds", "stormy");
        Assert.Equal(Ticks(Path.Combine(_directory, "one")), Ticks(Path.Combine(_directory, "two")));
        Assert.Equal(Ticks(Path.Combine(_directory, "one")), Ticks(shipped));
    }

    [Fact]
    public async Task Simulate_IntoWithoutAnEnd_UsageError()
    {
        (int code, _, string errors) = await TickerProcess.RunAsync("feed", "simulate", "--into", Path.Combine(_directory, "endless"));

        Assert.Equal(2, code);
        Assert.Contains("--for", errors);
    }

    private static List<Model.Tick> Ticks(string recording)
    {
        using RecordingReader reader = RecordingReader.Open(recording);
        List<Model.Tick> ticks = [];
        while (reader.ReadRecord(out Model.Tick record))
        {
            ticks.Add(record);
        }

        return ticks;
    }
}
