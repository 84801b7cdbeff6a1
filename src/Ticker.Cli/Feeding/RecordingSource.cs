using System.Diagnostics;
using Ticker.Client.Feeds;
using Ticker.Model;
using Ticker.Recording;
using Ticker.Recording.Import;

namespace Ticker.Cli.Feeding;

/// <summary>Publishes a recording at the pace at which it was recorded or another.</summary>
/// <param name="recording">The recording; whoever made it disposes it.</param>
/// <param name="pace">The pace.</param>
internal sealed class RecordingSource(IRecordingReader recording, Pace pace)
{
    private readonly Tick[] _ticks = new Tick[1024];
    private int _count;
    private ulong _sequence;

    /// <summary>Defines the instruments, then publishes to the end, or until asked to stop.</summary>
    /// <exception cref="CommandException">A file is damaged; all that stood before the damage has been published.</exception>
    public async Task RunAsync(FeedPublisher publisher, Action<double> progress, CancellationToken asked, CancellationToken forced)
    {
        foreach (Instrument instrument in recording.Instruments)
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

    private async Task PlayAsync(FeedPublisher publisher, Action<double> progress, CancellationToken asked, CancellationToken forced)
    {
        long started = Stopwatch.GetTimestamp();
        UnixNanos? first = null;
        while (recording.Read(out RecordedTick recorded))
        {
            first ??= recorded.RecordedAt;
            if (!pace.IsMax)
            {
                TimeSpan due = pace.OurTime(TimeSpan.FromTicks((recorded.RecordedAt.Value - first.Value.Value) / TimeSpan.NanosecondsPerTick));
                await WaitAsync(publisher, progress, started, due, asked, forced);
            }

            _ticks[_count++] = recorded.Tick with { Sequence = ++_sequence };
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
            progress((double)recording.BytesRead / Math.Max(1, recording.Length));
        }
    }
}
