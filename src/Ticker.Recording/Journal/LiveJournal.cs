using System.Globalization;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>
/// The journal of a running server: a recording that gets every record before a subscriber does. When the disk fails it
/// says so, counts what is lost, and goes on in a new segment as soon as there is room; the stream never waits for that.
/// </summary>
/// <remarks>
/// As an <see cref="IJournal"/> it is for the sequencer's thread. Any thread may ask for its figures and open readers.
/// What was handed over by <see cref="Commit"/> survives the end of the process; what <see cref="FeedDurability"/> calls
/// durable survives as much as <see cref="JournalOptions.Sync"/> asks for.
/// </remarks>
public sealed class LiveJournal : IJournal, IDisposable
{
    private readonly JournalOptions _options;
    private readonly TimeProvider _time;
    private readonly Guid _bootId;
    private readonly Action<JournalNotice> _tell;
    private readonly IDisposable _lock;
    private readonly JournalMark _mark;
    private readonly JournalAppender _appender;
    private readonly DurabilityKeeper? _keeper;
    private readonly Housekeeping _housekeeping;
    private readonly FeedProgress _feeds;
    private readonly SegmentJoin _join;
    private InstrumentRegistry? _instruments;
    private IOException? _syncFailure;
    private ulong _given;
    private ulong _written;
    private int _unwritten;
    private uint _ordinal;
    private bool _stopped = true;
    private long _retryAt;

    private LiveJournal(JournalOptions options, TimeProvider time, Action<JournalNotice> tell, Disk disk, Guid bootId, IDisposable held)
    {
        (_options, _time, _tell, _bootId, _lock) = (options, time, tell, bootId, held);
        _mark = JournalMark.Open(options.Directory, disk);
        JournalRecovery recovery = JournalRecovery.Run(options.Directory, in _mark.Record, bootId, time.GetUtcNow(), tell);
        (Stored, _join, _given, _written) = (recovery.Stored, recovery.Join, recovery.Stored.Sequence, recovery.Stored.Sequence);
        _keeper = options.Sync == "interval" ? new DurabilityKeeper(options.SyncInterval, Counts, failure => Volatile.Write(ref _syncFailure, failure)) : null;
        _housekeeping = new Housekeeping(options, recovery, disk, Counts, tell, time);
        _appender = new JournalAppender(options.Directory, options.SegmentBytes, bootId, disk, time)
        {
            SegmentAge = options.SegmentAge,
            Retire = Retire,
            Wrote = OnWritten,
        };
        _feeds = new FeedProgress(_appender, _keeper);
        _appender.Resume(recovery.Ordinal, recovery.Written, recovery.Market.Time);
        foreach (Instrument instrument in Stored.Instruments)
        {
            _appender.Define(instrument);
        }

        foreach (StoredFeed feed in Stored.Feeds)
        {
            _appender.Set(new FeedEntry(feed.Number, feed.Name) { Run = feed.RunId, LastSequence = feed.LastSequence, DurableLimit = feed.DurableLimit });
        }
    }

    /// <summary>The market to go on from, and the epoch.</summary>
    public StoredMarket Stored { get; }

    /// <summary>What it did since it was opened.</summary>
    public JournalCounts Counts { get; } = new();

    /// <summary>Where it is.</summary>
    public string Directory => _options.Directory;

    /// <summary>The last position that readers find written. Any thread may read.</summary>
    public StreamPosition Written => new(Stored.Epoch, Volatile.Read(ref _written));

    /// <inheritdoc/>
    public bool Keeps => true;

    /// <summary>Opens a journal, or makes one: repairs what an earlier server left and works out where to go on.</summary>
    /// <param name="options">Checked options.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Gets, from any thread, what a person should hear.</param>
    /// <exception cref="IOException">Another server writes it, or it cannot be read or written at all.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be written.</exception>
    /// <exception cref="RecordingFormatException">A later version wrote it.</exception>
    public static LiveJournal Open(JournalOptions options, TimeProvider time, Action<JournalNotice> tell) =>
        Open(options, time, tell, new Disk(), BootId.Present);

    /// <summary>Opens a journal on a disk, and on a machine, of a test's own.</summary>
    internal static LiveJournal Open(JournalOptions options, TimeProvider time, Action<JournalNotice> tell, Disk disk, Guid bootId)
    {
        ArgumentNullException.ThrowIfNull(options);
        System.IO.Directory.CreateDirectory(options.Directory);
        IDisposable held = JournalLock.Take(options.Directory);
        try
        {
            return new LiveJournal(options, time, tell, disk, bootId, held);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>Opens a reader that follows it; for one thread, which is not the sequencer's.</summary>
    public RecordingReader OpenReader() => RecordingReader.Open(_options.Directory, follow: true);

    /// <inheritdoc/>
    public void Begin(InstrumentRegistry instruments)
    {
        ArgumentNullException.ThrowIfNull(instruments);
        _instruments = instruments;
        _stopped = !TryResume(_join);
        if (_stopped)
        {
            Counts.Stop(true);
        }

        _keeper?.Start();
        _housekeeping.Start();
    }

    /// <inheritdoc/>
    public bool Append(TickBatch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        _feeds.Know(batch.Origin);
        ReadOnlySpan<Tick> records = batch.Ticks;
        if (IsStopped() || (!_appender.HasRoom(records.Length) && !Write()))
        {
            Lose(batch);
            return true;
        }

        Define(records);
        _appender.Append(records);
        _unwritten += records.Length;
        if (batch.FirstFeedSequence != 0)
        {
            _appender.Note(SpanOf(batch));
        }

        _given = records.IsEmpty ? _given : records[^1].Sequence;
        return _appender.HasRoom(TickBatch.Capacity);
    }

    /// <inheritdoc/>
    public void Commit()
    {
        if (!_stopped)
        {
            Write();
        }

        if (_given > _mark.Record.HighWater && !TryMark(_stopped ? MarkState.HoleOpen : MarkState.Running, out IOException? failure) && !_stopped)
        {
            Stop(failure!);
        }
    }

    /// <summary>Ends it: well, if the disk lets it, and the next server goes on in this epoch. After the last <see cref="Commit"/>.</summary>
    public void Dispose()
    {
        _keeper?.Dispose();
        bool isWhole = _instruments is not null && !_stopped && TryEnd();
        _housekeeping.Dispose();
        _appender.Dispose();
        if (isWhole && TryMark(MarkState.Ended, out _))
        {
            _mark.Sync();
        }

        _mark.Dispose();
        _lock.Dispose();
    }

    /// <summary>Says something that a person should hear. For any thread.</summary>
    internal void Tell(JournalNotice notice) => _tell(notice);

    /// <summary>Lets go of everything as it is, as the end of the process would.</summary>
    internal void Abandon()
    {
        _keeper?.Dispose();
        _housekeeping.Dispose();
        _appender.Dispose();
        _mark.Dispose();
        _lock.Dispose();
    }

    private static FeedSpan SpanOf(TickBatch batch) =>
        new() { Feed = batch.Origin!.Number, Run = batch.RunId, First = batch.FirstFeedSequence, Last = batch.LastFeedSequence };

    // Every definition before the first record of its instrument: the numbers between are defined as well.
    private void Define(ReadOnlySpan<Tick> records)
    {
        foreach (ref readonly Tick record in records)
        {
            if (record.Kind == TickKind.Definition)
            {
                _appender.Define(record.Instrument, _instruments!);
            }
        }
    }

    private bool Write()
    {
        try
        {
            if (Volatile.Read(ref _syncFailure) is { } unsure)
            {
                throw unsure;
            }

            _appender.Flush();
        }
        catch (IOException failure)
        {
            Stop(failure);
            return false;
        }

        if (_unwritten > 0)
        {
            Counts.Wrote(_unwritten);
            _unwritten = 0;
        }

        Volatile.Write(ref _written, _appender.Written.Sequence);
        if (_appender.Segment!.Ordinal != _ordinal)
        {
            _ordinal = _appender.Segment.Ordinal;
            _housekeeping.Begun(_ordinal);
        }

        return true;
    }

    private void OnWritten(ReadOnlySpan<FeedSpan> spans)
    {
        if (_options.Sync == "block")
        {
            _appender.Segment!.Sync();
            Counts.Synced();
        }

        _feeds.Write(spans);
    }

    private void Retire(SegmentWriter full)
    {
        if (_keeper is not null)
        {
            _keeper.Replace(full, _appender.Segment);
            return;
        }

        using (full)
        {
            if (_options.Sync == "block")
            {
                full.Sync();
            }
        }
    }

    private bool IsStopped()
    {
        if (_stopped && _time.GetTimestamp() >= _retryAt && TryResume(SegmentJoin.Hole))
        {
            _stopped = false;
            Counts.Stop(false);
            _tell(new JournalNotice(JournalNoticeKind.Resumed, string.Create(CultureInfo.InvariantCulture, $"the journal is written again, from {Stored.Epoch}:{_given + 1} on; {Counts.Lost} records have been lost since the start")));
        }

        return _stopped;
    }

    // The mark after the segment: until that is there, the hole is open.
    private bool TryResume(SegmentJoin join)
    {
        IOException? failure;
        try
        {
            _appender.DefineUpTo((uint)_instruments!.Count, _instruments);
            bool isNext = join == SegmentJoin.Hole && _appender.Written == new StreamPosition(Stored.Epoch, _given);
            _appender.Begin(isNext ? SegmentJoin.Next : join, new StreamPosition(Stored.Epoch, _given + 1));
            if (TryMark(MarkState.Running, out failure))
            {
                _syncFailure = null;
                _keeper?.Replace(null, _appender.Segment);
                _ordinal = _appender.Segment!.Ordinal;
                _housekeeping.Begun(_ordinal);
                return true;
            }

            _appender.Leave();
        }
        catch (IOException full)
        {
            failure = full;
        }

        Postpone();
        _mark.TellHole(Stored.Epoch, _given, _bootId);
        if (join != SegmentJoin.Hole)
        {
            TellStopped(failure!);
        }

        return false;
    }

    private void Stop(IOException failure)
    {
        _stopped = true;
        Postpone();
        Counts.Stop(true);
        foreach (ref readonly FeedSpan span in _appender.Unwritten)
        {
            _feeds.Lose(in span);
        }

        if (_syncFailure is not null)
        {
            _feeds.LoseUnsettled();
        }

        Counts.Lose(_unwritten);
        _unwritten = 0;
        _appender.Drop();
        if (_appender.Detach() is { } left)
        {
            LetGo(left);
        }

        _mark.TellHole(Stored.Epoch, _given, _bootId);
        TellStopped(failure);
    }

    private void Postpone() => _retryAt = _time.GetTimestamp() + (long)(_options.RetryInterval.TotalSeconds * _time.TimestampFrequency);

    private void LetGo(SegmentWriter left)
    {
        if (_keeper is null)
        {
            left.Dispose();
        }
        else
        {
            _keeper.Replace(left, null);
        }
    }

    private void TellStopped(IOException failure)
    {
        Counts.Fail();
        _tell(new JournalNotice(JournalNoticeKind.Stopped, string.Create(CultureInfo.InvariantCulture, $"the journal in {_options.Directory} cannot be written; nothing is kept from {Stored.Epoch}:{_appender.Written.Sequence + 1} on, the stream goes on: {failure.Message}"), failure));
    }

    private void Lose(TickBatch batch)
    {
        if (batch.FirstFeedSequence != 0)
        {
            _feeds.Lose(SpanOf(batch));
        }

        Counts.Lose(batch.Count);
        _given = batch.Count == 0 ? _given : batch.Ticks[^1].Sequence;
    }

    private bool TryEnd()
    {
        try
        {
            _appender.End();
            return true;
        }
        catch (IOException failure)
        {
            TellStopped(failure);
            return false;
        }
    }

    private bool TryMark(MarkState state, out IOException? failure) => _mark.TryWrite(state, Stored.Epoch, _given, _bootId, out failure);
}
