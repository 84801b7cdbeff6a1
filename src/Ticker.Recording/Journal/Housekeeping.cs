namespace Ticker.Recording.Journal;

/// <summary>
/// What a journal needs done beside its writing, on a thread of its own: the state at the beginning of each segment, and
/// the deletion of old ones.
/// </summary>
internal sealed class Housekeeping : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    private readonly JournalOptions _options;
    private readonly BlockScanner _scanner = new();
    private readonly BlockBuffer _block = new();
    private readonly Disk _disk;
    private readonly Action<JournalNotice> _tell;
    private readonly Retention _retention;
    private readonly MarketBuilder _market;
    private readonly AutoResetEvent _wake = new(false);
    private readonly Thread _thread;
    private readonly uint _recovered;
    private readonly long _epoch;
    private uint _reached;
    private uint _newest;
    private volatile bool _stopping;

    /// <summary>Makes it; <see cref="Start"/> starts it.</summary>
    /// <param name="options">What is kept.</param>
    /// <param name="recovery">How the market stands where the first new segment begins.</param>
    /// <param name="disk">What writes.</param>
    /// <param name="counts">Is told.</param>
    /// <param name="tell">Is told of trouble.</param>
    /// <param name="time">The clock.</param>
    public Housekeeping(JournalOptions options, JournalRecovery recovery, Disk disk, JournalCounts counts, Action<JournalNotice> tell, TimeProvider time)
    {
        (_options, _disk, _tell, _market, _reached) = (options, disk, tell, recovery.Market, recovery.Ordinal);
        (_recovered, _epoch) = (recovery.Ordinal, recovery.Stored.Epoch);
        _retention = new Retention(options, counts, _scanner, time);
        _thread = new Thread(Run) { Name = "journal housekeeping", IsBackground = true };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

    /// <summary>Says that a segment has been begun.</summary>
    public void Begun(uint ordinal)
    {
        Volatile.Write(ref _newest, ordinal);
        _wake.Set();
    }

    /// <summary>Does what there is to do now. Not for two threads at once.</summary>
    public void Work()
    {
        try
        {
            while (_reached < Volatile.Read(ref _newest))
            {
                Follow(_reached);
                CheckpointFile.Write(_options.Directory, ++_reached, _market, _block, _disk);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _tell(new JournalNotice(JournalNoticeKind.Trouble, "a state was not written; an older one serves in its place", failure));
        }

        try
        {
            _retention.Apply();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or RecordingFormatException)
        {
            _tell(new JournalNotice(JournalNoticeKind.Trouble, "what is too old was not deleted", failure));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stopping = true;
        _wake.Set();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }

        _wake.Dispose();
        _scanner.Dispose();
    }

    private void Run()
    {
        while (!_stopping)
        {
            Work();
            _wake.WaitOne(Pause);
        }
    }

    // A segment before the newest is complete. Those that recovery read are in the state already.
    private void Follow(uint ordinal)
    {
        if (ordinal <= _recovered)
        {
            return;
        }

        try
        {
            _scanner.Open(JournalFormat.SegmentPath(_options.Directory, ordinal), ordinal);
        }
        catch (FileNotFoundException)
        {
            // Somebody deleted it: what it changed is not known.
            return;
        }

        _market.Position = _market.Position with { Epoch = _epoch };
        BlockStatus status;
        while ((status = _scanner.Read()) == BlockStatus.Whole || (status != BlockStatus.End && _scanner.FindNext()))
        {
            if (status == BlockStatus.Whole)
            {
                _market.Apply(_scanner);
            }
        }
    }
}
