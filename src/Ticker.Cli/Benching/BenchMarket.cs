using System.Diagnostics;
using System.Globalization;
using Ticker.Client.Feeds;
using Ticker.Model;

namespace Ticker.Cli.Benching;

/// <summary>
/// A market of its own, so that nothing that others watch is touched: instruments of the venue <c>BENCH</c>, a trade in ten
/// updates, evenly paced. What is late is caught up with at once, and each update bears the time at which it was due, so that a
/// server that holds its publisher up does not look quick. Used by one thread.
/// </summary>
internal sealed class BenchMarket : IAsyncDisposable
{
    /// <summary>All of it, for subscribers.</summary>
    public const string Symbols = "BENCH:*";

    private const int OneTradeIn = 10;

    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly FeedPublisher _publisher;
    private readonly int _instruments;
    private readonly Tick[] _ticks = new Tick[1024];
    private ulong _sequence;

    private BenchMarket(FeedPublisher publisher, int instruments) => (_publisher, _instruments) = (publisher, instruments);

    /// <summary>Quotes published since <see cref="Begin"/>.</summary>
    public long Quotes { get; private set; }

    /// <summary>Trades published since <see cref="Begin"/>.</summary>
    public long Trades { get; private set; }

    /// <summary>Updates that the server refused, in all.</summary>
    public long Rejected => (long)_publisher.RejectedTotal;

    /// <summary>How long the longest update came after it was due.</summary>
    public TimeSpan Latest { get; private set; }

    /// <summary>Connects, and gives each instrument a first quote, so that it is there when subscribers come.</summary>
    /// <exception cref="CommandException">No server is there, or it refuses the feed.</exception>
    public static async Task<BenchMarket> OpenAsync(BenchPlan plan, CancellationToken cancellation)
    {
        try
        {
            var options = new FeedPublisherOptions { Feed = "bench", Software = "ticker bench", Key = plan.FeedKey };
            var market = new BenchMarket(await FeedPublisher.ConnectAsync(plan.Publish, options, cancellation), plan.Instruments);
            await market.DefineAsync(cancellation);
            return market;
        }
        catch (FeedException failure)
        {
            throw failure is { Status: FeedStatus.Unavailable, Connected: false }
                ? CommandException.NoServer(failure.Message, "--to")
                : new CommandException(ExitCode.Failed, $"the server ended the feed: {failure.Message} ({failure.Status})");
        }
    }

    /// <summary>Counts from here on.</summary>
    public void Begin() => (Quotes, Trades, Latest) = (0, 0, TimeSpan.Zero);

    /// <summary>Publishes for a while; ends short of the rate where the server does not take it.</summary>
    /// <param name="rate">How many updates a second.</param>
    /// <param name="length">For how long.</param>
    /// <param name="asked">Cancelled when the user wants an end: what is being sent then is still sent.</param>
    /// <param name="forced">Cancelled when the user will not wait for that either; the feed is of no use then.</param>
    /// <exception cref="CommandException">The server ended the feed.</exception>
    /// <exception cref="OperationCanceledException">The user wants an end.</exception>
    public async Task PublishAsync(double rate, TimeSpan length, CancellationToken asked, CancellationToken forced)
    {
        long started = Stopwatch.GetTimestamp();
        UnixNanos begin = UnixNanos.Now(TimeProvider.System);
        long all = (long)(rate * length.TotalSeconds);
        long sent = 0;
        using var timer = new PeriodicTimer(Step);
        try
        {
            while (sent < all && Stopwatch.GetElapsedTime(started) < length + Patience)
            {
                await timer.WaitForNextTickAsync(asked);
                TimeSpan now = Stopwatch.GetElapsedTime(started);
                long due = Math.Min(all, (long)(rate * now.TotalSeconds));
                TimeSpan late = now - TimeSpan.FromSeconds(sent / rate);
                Latest = due > sent && late > Latest ? late : Latest;
                while (sent < due && Stopwatch.GetElapsedTime(started) < length + Patience)
                {
                    asked.ThrowIfCancellationRequested();
                    int count = (int)Math.Min(_ticks.Length, due - sent);
                    for (int i = 0; i < count; i++)
                    {
                        _ticks[i] = Next(begin.Value + (long)((sent + i) / rate * 1e9));
                    }

                    await _publisher.PublishAsync(_ticks.AsMemory(0, count), forced);
                    sent += count;
                }
            }
        }
        catch (FeedException failure)
        {
            throw new CommandException(ExitCode.Failed, $"the server ended the feed: {failure.Message} ({failure.Status})");
        }
    }

    /// <summary>Ends the feed, and waits until the server has taken all of it.</summary>
    public async Task EndAsync(CancellationToken cancellation)
    {
        try
        {
            await _publisher.CompleteAsync("complete", cancellation).WaitAsync(Patience, cancellation);
        }
        catch (Exception failure) when (failure is FeedException or TimeoutException)
        {
            throw new CommandException(ExitCode.Failed, $"the server did not take the feed to its end: {failure.Message}");
        }
    }

    /// <summary>Closes the connection.</summary>
    public ValueTask DisposeAsync() => _publisher.DisposeAsync();

    private async Task DefineAsync(CancellationToken cancellation)
    {
        for (uint number = 1; number <= _instruments; number++)
        {
            var name = new InstrumentName("BENCH", number.ToString("'I'00000", CultureInfo.InvariantCulture));
            await _publisher.DefineAsync(new Instrument { Number = number, Name = name, PriceScale = 2, SizeScale = 0, TickSize = 1 }, cancellation);
        }

        Tick[] first = [.. Enumerable.Range(1, _instruments).Select(number => Quote((uint)number, UnixNanos.Now(TimeProvider.System).Value))];
        await _publisher.PublishAsync(first, cancellation);
        long since = Stopwatch.GetTimestamp();
        while (_publisher.Received < _sequence)
        {
            if (Stopwatch.GetElapsedTime(since) > Patience)
            {
                throw new CommandException(ExitCode.Failed, "the server did not take the first quotes of the market");
            }

            await Task.Delay(Step, cancellation);
        }
    }

    private Tick Next(long due)
    {
        (ulong round, ulong place) = Math.DivRem(_sequence, (ulong)_instruments);
        uint instrument = (uint)place + 1;
        // Another tenth of the instruments in each round, so that everyone has quotes and trades.
        if ((round + place) % OneTradeIn != 0)
        {
            Quotes++;
            return Quote(instrument, due);
        }

        Trades++;
        return new Tick
        {
            Kind = TickKind.Trade, Instrument = instrument, EventTime = new UnixNanos(due), Sequence = ++_sequence,
            Price = Middle(instrument), Size = 100, TradeId = _sequence, Side = Side.Buy,
        };
    }

    private Tick Quote(uint instrument, long due) => new()
    {
        Kind = TickKind.Quote, Instrument = instrument, EventTime = new UnixNanos(due), Sequence = ++_sequence,
        BidPrice = Middle(instrument) - 1, BidSize = 100, AskPrice = Middle(instrument) + 1, AskSize = 100,
    };

    // Wanders up and down by a cent at a time.
    private long Middle(uint instrument) => 10_000 + instrument + Math.Abs((long)(_sequence % 200) - 100);
}
