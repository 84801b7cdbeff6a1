using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Late;

/// <summary>
/// The market as it is, and as those see it who are to see it late: one late market for each delay, made from the journal
/// when the first comes who is to have it, and kept as long as anybody does. Thread-safe.
/// </summary>
public sealed class Markets : IAsyncDisposable
{
    private readonly Pipeline _present;
    private readonly LiveJournal? _journal;
    private readonly DelayOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<Exception> _failed;
    private readonly Lock _lock = new();
    private readonly Dictionary<TimeSpan, Task<MarketEntry>> _byDelay = [];
    private readonly Dictionary<Market, Task> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private LaneTotals _over;
    private Action<Pipeline>? _drain;
    private bool _isOver;

    /// <summary>Makes no late market yet.</summary>
    /// <param name="present">The market as it is.</param>
    /// <param name="journal">What late ones are made from; null = there are none.</param>
    /// <param name="options">How they are made.</param>
    /// <param name="time">The clock.</param>
    /// <param name="failed">Told when a late market dies of a defect, which must end the server.</param>
    public Markets(Pipeline present, LiveJournal? journal, DelayOptions options, TimeProvider time, Action<Exception> failed)
    {
        ArgumentNullException.ThrowIfNull(present);
        (_present, _journal, _options, _time, _failed) = (present, journal, options, time, failed);
        Present = new Market(present);
    }

    /// <summary>Only the market as it is.</summary>
    /// <param name="present">It.</param>
    public Markets(Pipeline present)
        : this(present, null, new DelayOptions(), TimeProvider.System, static _ => { })
    {
    }

    /// <summary>The market as it is.</summary>
    public Market Present { get; }

    /// <summary>The late markets that there are, those that are ending among them.</summary>
    public IReadOnlyList<Market> Late
    {
        get
        {
            lock (_lock)
            {
                return [.. _running.Keys];
            }
        }
    }

    /// <summary>What the lanes of late markets have done, of those that are over too.</summary>
    public LaneTotals LateTotals
    {
        get
        {
            lock (_lock)
            {
                return _running.Keys.SelectMany(market => market.Pipeline.Lanes).Aggregate(_over, (sum, lane) => sum + lane.Totals);
            }
        }
    }

    /// <summary>Lets somebody into the market that it may see.</summary>
    /// <param name="delay">How much later than it happened.</param>
    public async ValueTask<MarketEntry> EnterAsync(TimeSpan delay)
    {
        if (delay == TimeSpan.Zero)
        {
            Present.TryEnter();
            return new MarketEntry(Present, null);
        }

        while (true)
        {
            if (Find(delay, out string refusal) is not { } made)
            {
                return new MarketEntry(null, refusal);
            }

            MarketEntry entry = await made.ConfigureAwait(false);
            if (entry.Market?.TryEnter() != false)
            {
                return entry;
            }
        }
    }

    /// <summary>Does to every late market what is done to the present one when the server stops, and to each that is made from now on.</summary>
    /// <param name="drain">What is done.</param>
    public void ForEach(Action<Pipeline> drain)
    {
        ArgumentNullException.ThrowIfNull(drain);
        Market[] running;
        lock (_lock)
        {
            _drain += drain;
            running = [.. _running.Keys];
        }

        foreach (Market market in running)
        {
            drain(market.Pipeline);
        }
    }

    /// <summary>Ends every late market.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, true))
        {
            return;
        }

        Task[] running;
        lock (_lock)
        {
            running = [.. _byDelay.Values, .. _running.Values];
        }

        // Whoever asked for one that could not be made has been told.
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        lock (_lock)
        {
            running = [.. _running.Values];
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        _stop.Dispose();
    }

    private Task<MarketEntry>? Find(TimeSpan delay, out string refusal)
    {
        refusal = "";
        lock (_lock)
        {
            if (_byDelay.TryGetValue(delay, out Task<MarketEntry>? made))
            {
                return made;
            }

            if (_stop.IsCancellationRequested || _present.IsDraining)
            {
                refusal = "the server is stopping";
            }
            else if (_journal is null)
            {
                refusal = "who sees the market late needs the server's journal, and there is none: Ticker:Journal:Enabled turns it on";
            }
            else if (_byDelay.Count >= _options.MaxDelays)
            {
                refusal = $"{_options.MaxDelays} different delays are served, which is the most: Ticker:Delay:MaxDelays";
            }
            else
            {
                return _byDelay[delay] = Task.Run(() => Make(delay, _journal));
            }
        }

        return null;
    }

    private MarketEntry Make(TimeSpan delay, LiveJournal journal)
    {
        try
        {
            LateStart? start = LateStart.Find(journal, UnixNanos.From(_time.GetUtcNow() - delay));
            return start is null
                ? Refuse(delay, $"the journal keeps less than the delay of {delay}: Ticker:Journal:MaxAge and Ticker:Journal:MaxBytes say how much it keeps")
                : Make(delay, journal, start);
        }
        catch (Exception failure) when (JournalPast.IsOfTheDisk(failure))
        {
            journal.Tell(new JournalNotice(JournalNoticeKind.Trouble, $"the market as of {delay} ago cannot be read from {journal.Directory}", failure));
            return Refuse(delay, "the journal cannot be read at present");
        }
        catch
        {
            Forget(delay);
            throw;
        }
    }

    private MarketEntry Make(TimeSpan delay, LiveJournal journal, LateStart start)
    {
        if (LateMarket.TryMake(_present, delay, start, journal, _options, _time) is not { } late)
        {
            return Refuse(delay, "the server's memory budget has no room for a late market");
        }

        lock (_lock)
        {
            _drain?.Invoke(late.Market.Pipeline);
            _running[late.Market] = Task.Run(() => RunAsync(late));
        }

        return new MarketEntry(late.Market, null);
    }

    private MarketEntry Refuse(TimeSpan delay, string why)
    {
        Forget(delay);
        return new MarketEntry(null, why);
    }

    private async Task RunAsync(LateMarket late)
    {
        Market market = late.Market;
        try
        {
            await late.RunAsync(_stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
        }
        catch (Exception defect)
        {
            _failed(defect);
        }

        // From here on, who comes gets another.
        Forget(market.Delay);
        await late.DisposeAsync().ConfigureAwait(false);
        lock (_lock)
        {
            _over = market.Pipeline.Lanes.Aggregate(_over, (sum, lane) => sum + lane.Totals);
            _running.Remove(market);
        }
    }

    private void Forget(TimeSpan delay)
    {
        lock (_lock)
        {
            _byDelay.Remove(delay);
        }
    }
}
