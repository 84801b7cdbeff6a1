using System.Threading.Channels;
using Ticker.Engine;
using Ticker.Engine.Normalize;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>
/// Plays a tape into a whole pipeline, in the place of feeds. The recorded sequences are kept as long as they go on; where
/// the tape goes back - it begins again, or comes to another epoch - they are moved up, so that the numbers of this run
/// never do. One task runs it.
/// </summary>
public sealed class PipelineTape : IDisposable
{
    private readonly TapePlayer _player;
    private readonly RecordNumbers _numbers;
    private readonly ReplayRequest _request;
    private readonly Pipeline _pipeline;
    private readonly ReplayAlarm _alarm;
    private readonly TimeProvider _time;
    private readonly Wakeup _wakeup = new();
    private readonly List<TickBatch> _filled = [];
    private ulong _moved;
    private ulong _last;
    private long _states;

    /// <summary>Prepares a tape, which is disposed with this.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="request">What of it is played, and how.</param>
    /// <param name="pipeline">Where it goes.</param>
    /// <param name="alarm">Wakes it in time.</param>
    public PipelineTape(ITape tape, ReplayRequest request, Pipeline pipeline, ReplayAlarm alarm)
    {
        ArgumentNullException.ThrowIfNull(pipeline);
        ArgumentNullException.ThrowIfNull(alarm);
        (_request, _pipeline, _alarm, _time) = (request, pipeline, alarm, alarm.Time);
        _player = new TapePlayer(tape, request, _time.TimestampFrequency);
        _numbers = new RecordNumbers(tape, pipeline.Instruments, pipeline.Feeds);
    }

    /// <summary>How many ticks were played.</summary>
    public long Played { get; private set; }

    /// <summary>Plays until all is played, which with a loop is never.</summary>
    /// <param name="missing">Told what the tape lacks.</param>
    /// <param name="cancellation">Ends it before.</param>
    /// <exception cref="RecordingFormatException">The recording is damaged, or the pipeline cannot take it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public async Task RunAsync(Action<string> missing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(missing);
        using CancellationTokenRegistration woken = cancellation.Register(_wakeup.Set);
        var bell = new ReplayBell(_wakeup);
        try
        {
            await StandAsync(_player.Begin()).ConfigureAwait(false);
            while (!cancellation.IsCancellationRequested)
            {
                if (_player.TakeTrouble() is { } trouble)
                {
                    missing(trouble);
                }

                if (!_player.TryFind(long.MaxValue, fine: false, int.MaxValue, out TapeMoment moment))
                {
                    if (_player.NextIsAnotherEpoch)
                    {
                        await StandAsync(_player.EnterEpoch()).ConfigureAwait(false);
                    }
                    else if (_request.Loop && _player.HasPlayed)
                    {
                        await StandAsync(_player.Begin()).ConfigureAwait(false);
                    }
                    else
                    {
                        return;
                    }

                    continue;
                }

                while (_player.DueOf(in moment) is var due && due > _time.GetTimestamp() && !cancellation.IsCancellationRequested)
                {
                    _alarm.Ring(bell, due);
                    await _wakeup.WaitAsync().ConfigureAwait(false);
                }

                await PlayAsync(moment).ConfigureAwait(false);
            }
        }
        catch (ChannelClosedException)
        {
            throw new OperationCanceledException("the server stops", cancellation);
        }
        finally
        {
            _alarm.Silence(bell);
        }

        cancellation.ThrowIfCancellationRequested();
    }

    /// <inheritdoc/>
    public void Dispose() => _player.Dispose();

    // How everything stood where it begins goes ahead of it, without taking numbers from it.
    private async ValueTask StandAsync(TapeStanding standing)
    {
        IReadOnlyList<Tick> stood = standing.Records();
        List<Tick> records = [];
        _numbers.Define(stood.Count > 0 ? stood[0].Feed : (ushort)0, records);
        records.AddRange(stood);

        // Everything that is to come is above what has been.
        _moved = _last == 0 ? 0 : _last - Math.Min(_player.Sequence, _last);
        foreach (Tick[] chunk in records.Chunk(TapeReel.MaxSlice))
        {
            Fill(chunk, isState: true);
            await FeedAsync().ConfigureAwait(false);
        }

        _player.Go(_time.GetTimestamp(), _player.Speed);
    }

    private ValueTask PlayAsync(TapeMoment moment)
    {
        Fill(_player.Play(in moment), isState: false);
        Played += moment.Ticks;
        return FeedAsync();
    }

    private async ValueTask FeedAsync()
    {
        foreach (TickBatch batch in _filled)
        {
            await _pipeline.ToSequencer.WriteAsync(batch).ConfigureAwait(false);
        }

        _filled.Clear();
    }

    private void Fill(ReadOnlySpan<Tick> records, bool isState)
    {
        UnixNanos now = _request.Times == ReplayTimes.Now ? UnixNanos.Now(_time) : default;
        while (!records.IsEmpty)
        {
            TickBatch batch = _pipeline.Batches.Rent();
            records = records[batch.Add(records)..];
            _filled.Add(batch);
            batch.IsNumbered = true;
            foreach (ref Tick record in batch.Ticks)
            {
                _numbers.Renumber(ref record, now);
                record = record with { Sequence = record.Sequence + _moved, Flags = isState && record.Kind < TickKind.Definition ? record.Flags | TickFlags.Snapshot : record.Flags };
                _last = Math.Max(_last, record.Sequence);
                if (record.Kind == TickKind.FeedState)
                {
                    // Of a feed's states the newest counts, and a tape that begins again tells old ones.
                    record = Tick.ForFeedState(record.Feed, record.FeedState, ++_states, record.ReceiveTime, record.FeedStateCause) with { Sequence = record.Sequence };
                }
            }
        }
    }
}
