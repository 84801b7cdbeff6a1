using System.Diagnostics;
using Ticker.Client.Feeds;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Import;

namespace Ticker.Cli.Feeding;

/// <summary>Publishes recordings, merged, at the pace at which they were recorded or another.</summary>
internal sealed class RecordingSource : IDisposable
{
    private readonly MergedRecording _recording;
    private readonly Pace _pace;
    private readonly Tick[] _ticks = new Tick[1024];
    private int _count;

    private RecordingSource(MergedRecording recording, Pace pace) => (_recording, _pace) = (recording, pace);

    /// <summary>Opens every file and reads as far as its first tick.</summary>
    /// <exception cref="CommandException">A file is missing, of another format, or damaged before its first tick.</exception>
    public static RecordingSource Open(IReadOnlyList<string> files, VenueNames venues, Pace pace)
    {
        List<IRecordingReader> parts = [];
        try
        {
            foreach (string file in files)
            {
                parts.Add(Open(file, venues.For(file)));
            }

            return new RecordingSource(new MergedRecording(parts), pace);
        }
        catch (Exception failure)
        {
            foreach (IRecordingReader part in parts)
            {
                part.Dispose();
            }

            throw failure is ArgumentException ? new CommandException(ExitCode.BadInput, failure.Message) : failure;
        }
    }

    /// <summary>Defines the instruments, then publishes to the end, or until asked to stop.</summary>
    /// <exception cref="CommandException">A file is damaged; all that stood before the damage has been published.</exception>
    public async Task RunAsync(FeedPublisher publisher, Action<double> progress, CancellationToken asked, CancellationToken forced)
    {
        foreach (Instrument instrument in _recording.Instruments)
        {
            await publisher.DefineAsync(instrument, forced);
        }

        try
        {
            await PlayAsync(publisher, progress, asked, forced);
        }
        catch (Exception failure) when (failure is RecordingFormatException or IOException or UnauthorizedAccessException)
        {
            await FlushAsync(publisher, progress, forced);
            throw new CommandException(ExitCode.BadInput, $"{failure.Message}. What stands before it was sent: {publisher.Sent} ticks");
        }
    }

    /// <summary>Closes the files.</summary>
    public void Dispose() => _recording.Dispose();

    private static IRecordingReader Open(string file, string? venue)
    {
        if (Directory.Exists(file))
        {
            throw new CommandException(ExitCode.BadInput, $"{file}: is a directory; name its files, as in {file.TrimEnd('/')}/*.gz");
        }

        try
        {
            return RecordingFormats.Open(file, new RecordingOpening { Venue = venue });
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CommandException(ExitCode.BadInput, $"{file}: there is no such file");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.BadInput, $"{file}: cannot be read: {failure.Message}");
        }
        catch (RecordingFormatException failure)
        {
            throw new CommandException(ExitCode.BadInput, failure.Message);
        }
    }

    private async Task PlayAsync(FeedPublisher publisher, Action<double> progress, CancellationToken asked, CancellationToken forced)
    {
        long started = Stopwatch.GetTimestamp();
        UnixNanos? first = null;
        while (_recording.Read(out RecordedTick recorded))
        {
            first ??= recorded.RecordedAt;
            if (!_pace.IsMax)
            {
                TimeSpan due = _pace.OurTime(TimeSpan.FromTicks((recorded.RecordedAt.Value - first.Value.Value) / TimeSpan.NanosecondsPerTick));
                await WaitAsync(publisher, progress, started, due, asked, forced);
            }

            _ticks[_count++] = recorded.Tick;
            if (_count == _ticks.Length)
            {
                await FlushAsync(publisher, progress, forced);
                asked.ThrowIfCancellationRequested();
            }
        }

        await FlushAsync(publisher, progress, forced);
    }

    private async Task WaitAsync(FeedPublisher publisher, Action<double> progress, long started, TimeSpan due, CancellationToken asked, CancellationToken forced)
    {
        if (due <= Stopwatch.GetElapsedTime(started))
        {
            return;
        }

        await FlushAsync(publisher, progress, forced);
        asked.ThrowIfCancellationRequested();
        TimeSpan wait = due - Stopwatch.GetElapsedTime(started);
        if (wait > TimeSpan.Zero)
        {
            await Task.Delay(wait, asked);
        }
    }

    private async ValueTask FlushAsync(FeedPublisher publisher, Action<double> progress, CancellationToken forced)
    {
        if (_count > 0)
        {
            int count = _count;
            _count = 0;
            await publisher.PublishAsync(_ticks.AsMemory(0, count), forced);
            progress((double)_recording.BytesRead / Math.Max(1, _recording.Length));
        }
    }
}
