using Ticker.Cli.Importing;
using Ticker.Cli.Reading;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Tests.Importing;

[Collection("processes")]
public sealed class ImportRunTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-import").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task RunAsync_InterruptedOnTheWay_WhatWasReadIsAWholeRecording()
    {
        using var interrupt = new CancellationTokenSource();
        string target = Path.Combine(_folder, "a.rec");
        var run = new ImportRun(["endless"], target);

        ExitCode code = await run.RunAsync((_, _) => Task.FromResult<IRecordingReader>(new EndlessRecording(5_000, interrupt)), interrupt.Token);

        Assert.Equal(ExitCode.Interrupted, code);
        using RecordingReader recording = RecordingReader.Open(target);
        ulong read = 0;
        for (; recording.Read(out RecordedTick tick); read++)
        {
            Assert.Equal((read + 1, read + 1), (tick.Tick.Sequence, (ulong)tick.Tick.Price));
        }

        Assert.InRange(read, 5_000UL, 7_000UL);
        Assert.Equal(0, recording.TornBytes);
    }

    [Fact]
    public async Task OpenAsync_InterruptedWhileATextIsReadThrough_SaysSo()
    {
        string file = Path.Combine(_folder, "long.csv");
        await File.WriteAllTextAsync(file, "time,symbol,price,size\n" + string.Concat(Enumerable.Repeat("1723075200,X:Y,1.5,1\n", 20_000)));
        using var interrupt = new CancellationTokenSource();
        var opening = new RecordingOpening { Progress = _ => interrupt.Cancel(), Cancelled = interrupt.Token };

        CommandException told = await Assert.ThrowsAsync<CommandException>(() => RecordingInput.OpenAsync([file], opening));

        Assert.Equal(ExitCode.Interrupted, told.Code);
    }

    // Trades without end, whose user has enough at some point.
    private sealed class EndlessRecording(long until, CancellationTokenSource interrupt) : IRecordingReader
    {
        private long _read;

        public IReadOnlyList<Instrument> Instruments { get; } = [new Instrument { Number = 1, Name = new InstrumentName("X", "Y"), PriceScale = 0, SizeScale = 0 }];

        public long BytesRead => _read;

        public long Length => long.MaxValue;

        public bool Read(out RecordedTick tick)
        {
            _read++;
            if (_read == until)
            {
                interrupt.Cancel();
            }

            tick = new RecordedTick(new Tick { Kind = TickKind.Trade, Instrument = 1, Price = _read, Size = 1, Sequence = (ulong)_read }, new UnixNanos(_read));
            return true;
        }

        public void Dispose()
        {
        }
    }
}
