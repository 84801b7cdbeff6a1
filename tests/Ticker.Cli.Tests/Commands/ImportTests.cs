using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Tests.Commands;

[Collection("processes")]
public sealed class ImportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FilesOfSixFormats_BecomeOneRecordingThatHoldsTheSame()
    {
        string[] files = ForeignFiles.WriteAll(_folder);
        string target = Path.Combine(_folder, "all.rec");

        (int code, string output, string errors) = await TickerProcess.RunAsync(["import", .. files, "--to", target]);

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith($"wrote {target}: 12 ticks (6 quotes, 6 trades, 0 states) of 6 instruments, 2024-08-08T00:00:00.001000000Z to 2024-08-08T00:00:00.085000000Z, ", output);
        using var merged = new MergedRecording(files.Select(file => RecordingFormats.Open(file)));
        using RecordingReader recording = RecordingReader.Open(target);
        Assert.Equal(merged.Instruments, recording.Instruments);
        while (merged.Read(out RecordedTick expected))
        {
            Assert.True(recording.Read(out RecordedTick tick));
            Assert.Equal((expected.RecordedAt, expected.Tick with { ReceiveTime = expected.RecordedAt }), (tick.RecordedAt, tick.Tick));
        }

        Assert.False(recording.Read(out _));
        Assert.Empty(recording.Gaps);
    }

    [Fact]
    public async Task Recording_IsImportedAndPlayedLikeAnyFile()
    {
        string[] files = ForeignFiles.WriteAll(_folder);
        await TickerProcess.RunAsync(["import", .. files[..2], "--to", Path.Combine(_folder, "a.rec")]);

        (int code, string output, _) = await TickerProcess.RunAsync(["import", Path.Combine(_folder, "a.rec"), .. files[2..], "--to", Path.Combine(_folder, "b.rec")]);

        Assert.Equal(0, code);
        Assert.Contains(": 12 ticks (6 quotes, 6 trades, 0 states) of 6 instruments, ", output);
    }

    [Fact]
    public async Task DamagedFile_IsNamedAndWhatStandsBeforeItIsKept()
    {
        string file = Path.Combine(_folder, "ticks.csv");
        await File.WriteAllTextAsync(file, "time,symbol,price,size\n1723075200,X:Y,1.5,1\n1723075201,X:Y,1.25,2\n1723075202,X:Y,one,3\n");
        string target = Path.Combine(_folder, "ticks.rec");

        (int code, string output, string errors) = await TickerProcess.RunAsync("import", file, "--to", target);

        Assert.Equal(4, code);
        Assert.StartsWith($"wrote {target}: 2 ticks (0 quotes, 2 trades, 0 states) of 1 instruments, ", output);
        Assert.Equal($"ticker: {file}, line 4 (byte 66): the value of column price 'one' is not a decimal number. What stands before it was imported: {target} is whole and holds 2 ticks\n", errors);
        using RecordingReader recording = RecordingReader.Open(target);
        Assert.True(recording.Read(out _) && recording.Read(out _));
        Assert.False(recording.Read(out _));
        Assert.Equal(0, recording.TornBytes);
    }

    [Fact]
    public async Task TargetThatIsThere_IsLeftAlone()
    {
        string[] files = ForeignFiles.WriteAll(_folder);

        (int code, string output, string errors) = await TickerProcess.RunAsync("import", files[0], "--to", _folder);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{_folder}: is there already", errors);
        Assert.Equal(files.Order(), Directory.GetFileSystemEntries(_folder).Order());
    }

    [Theory]
    [InlineData("hello\n", "it begins with 'hello'; a recording is one of: ")]
    [InlineData("", "the file is empty")]
    [InlineData("time,symbol,price,size\n", "there is no tick in it; nothing was written")]
    public async Task FileWithoutTicks_IsToldAndNothingIsWritten(string content, string told)
    {
        string file = Path.Combine(_folder, "not.txt");
        await File.WriteAllTextAsync(file, content);

        (int code, string output, string errors) = await TickerProcess.RunAsync("import", file, "--to", Path.Combine(_folder, "not.rec"));

        Assert.Equal((4, ""), (code, output));
        Assert.Contains(file, errors);
        Assert.Contains(told, errors);
        Assert.False(Directory.Exists(Path.Combine(_folder, "not.rec")));
    }
}
