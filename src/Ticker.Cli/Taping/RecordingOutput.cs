using System.Diagnostics;
using System.Globalization;
using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Taping;

/// <summary>
/// A recording of what a subscription gets in mode <c>all</c>: each tick with the server's position. State comes instrument by instrument, and a
/// recording goes by position: so ticks up to where state may be are put in order first. What is missing is written as a gap.
/// </summary>
/// <param name="directory">The recording: a new or empty directory.</param>
/// <param name="feed">The name of where it comes from.</param>
internal sealed class RecordingOutput(string directory, string feed) : ITickOutput
{
    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<string, uint> _numbers = [];
    private readonly Queue<long> _epochs = [];
    private readonly Dictionary<long, ulong> _stateUntil = [];
    private readonly List<Tick> _early = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _flushed = Stopwatch.GetTimestamp();
    private RecordingWriter? _writer;
    private long _told;
    private long _epoch;
    private bool _isMissing;
    private long _taken;

    /// <summary>How many ticks it has. Any thread.</summary>
    public long Taken => Volatile.Read(ref _taken);

    /// <inheritdoc/>
    public void Begin(Subscribed page) => Guard(() =>
    {
        _writer ??= RecordingWriter.Create(directory, [], new RecordingWriterOptions { Epoch = _epoch = _told = page.Epoch, Feeds = new Dictionary<ushort, string> { [1] = feed } });
        if (page.Epoch != _told)
        {
            _epochs.Enqueue(_told = page.Epoch);
        }

        ExpectState(page.Epoch, page.Sequence);
        foreach (Instrument instrument in page.Instruments.Where(one => !_numbers.ContainsKey(one.FullName)))
        {
            _numbers[instrument.FullName] = _writer.Define(instrument).Number;
        }
    });

    /// <inheritdoc/>
    public bool Skips(in ReceivedTick tick)
    {
        lock (_lock)
        {
            // The state of an instrument that appears later may be older than what is written; it has nothing to tell then.
            return _writer!.Epoch == _epoch && tick.Tick.Sequence <= _writer.Position.Sequence;
        }
    }

    /// <inheritdoc/>
    public void Add(in ReceivedTick tick)
    {
        lock (_lock)
        {
            Tick taken = tick.Tick with { Feed = 1, Instrument = _numbers[tick.Instrument.FullName] };
            Volatile.Write(ref _taken, _taken + 1);
            if (taken.Sequence <= _stateUntil[_epoch])
            {
                _early.Add(taken);
                return;
            }

            try
            {
                WriteEarly();
                Write(in taken);
            }
            catch (IOException failure)
            {
                throw Failed(failure);
            }
        }
    }

    /// <inheritdoc/>
    public void Miss(Gap gap) => Guard(() =>
    {
        // What a feed has lost was never the server's; its ticks say so themselves.
        if (gap.Cause == GapCause.FeedGap)
        {
            return;
        }

        WriteEarly();
        _isMissing = true;
        if (gap.Cause == GapCause.EpochChanged && _epochs.TryDequeue(out long epoch))
        {
            _epoch = epoch;
        }

        ExpectState(_epoch, gap.To ?? 0);
    });

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        if (Stopwatch.GetElapsedTime(_flushed) > BetweenFlushes)
        {
            _flushed = Stopwatch.GetTimestamp();
            Guard(() => _writer?.Flush());
        }

        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        // Whatever ended it, what came is kept.
        Guard(() =>
        {
            if (_writer is { } writer)
            {
                WriteEarly();
                writer.Complete();
                writer.Dispose();
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"wrote {directory}: {_taken} ticks of {writer.Instruments.Count} instruments, to position {writer.Position}, in {Stopwatch.GetElapsedTime(_started).TotalSeconds:F1} s"));
            }
        });
        return ValueTask.CompletedTask;
    }

    private void ExpectState(long epoch, ulong upTo) => _stateUntil[epoch] = Math.Max(_stateUntil.GetValueOrDefault(epoch), upTo);

    private void WriteEarly()
    {
        foreach (Tick tick in _early.OrderBy(tick => tick.Sequence))
        {
            Write(in tick);
        }

        _early.Clear();
    }

    private void Write(in Tick tick)
    {
        if (_isMissing)
        {
            _writer!.Break(new StreamPosition(_epoch, tick.Sequence));
            _isMissing = false;
        }

        _writer!.Append(in tick);
    }

    private void Guard(Action work)
    {
        lock (_lock)
        {
            try
            {
                work();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                throw Failed(failure);
            }
        }
    }

    private CommandException Failed(Exception failure) => new(ExitCode.Failed, $"{directory}: {failure.Message}");
}
