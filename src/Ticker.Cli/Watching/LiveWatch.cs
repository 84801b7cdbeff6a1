using Ticker.Cli.Output;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>
/// One run of <c>ticker sub</c>, or of <c>ticker record</c>: connects, subscribes, shows or writes what comes until it is enough, through broken
/// connections and restarts of the server, and tells the final accounts.
/// </summary>
internal sealed class LiveWatch : IDisposable
{
    private static readonly TimeSpan UsualStatements = TimeSpan.FromSeconds(10);

    // A statement is when it is looked at how far the stream is.
    private static readonly TimeSpan StatementsToAnEnd = TimeSpan.FromMilliseconds(500);

    private readonly CancellationTokenSource _limit = new();
    private readonly CancellationTokenSource _length = new();
    private readonly Dictionary<uint, string> _names = [];
    private MarketSubscription? _subscription;
    private ulong _present;
    private long _shown;
    private int _isEnding;
    private volatile bool _isEnough;

    // Known to the one who shows alone: what still waits when the end is known otherwise is shown.
    private bool _isFull;

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>What to subscribe to.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>How.</summary>
    public required SubscriptionOptions Subscription { get; init; }

    /// <summary>How the server writes.</summary>
    public WireEncoding Encoding { get; init; }

    /// <summary>How many ticks to show; null = no end.</summary>
    public long? Count { get; init; }

    /// <summary>How long, from when the subscription stands; null = no end.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Up to where; null = no end.</summary>
    public Until? Until { get; init; }

    /// <summary>Opens where the ticks go.</summary>
    public required Func<ITickOutput> Open { get; init; }

    /// <summary>Whether the final accounts are told as JSON.</summary>
    public bool TellsJson { get; init; }

    /// <summary>Whether an unknown symbol is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>Runs it.</summary>
    /// <param name="interruption">The first asks for the final accounts, the second ends without them.</param>
    /// <exception cref="CommandException">No server is there, it refused for good, a symbol is unknown, or the accounts do not add up.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        var accounts = new FinalAccounts(1, TellsJson);
        await using (ITickOutput output = Open())
        {
            if (!await IsReadAsync(ShowAsync(output, accounts, interruption), interruption))
            {
                return ExitCode.Done;
            }
        }

        accounts.Tell(Console.Error);
        return _isEnough ? ExitCode.Done : ExitCode.Interrupted;
    }

    // Whether somebody reads our output to the end; a failure of the client becomes the command's.
    private static async Task<bool> IsReadAsync(Task showing, Interruption interruption)
    {
        try
        {
            await showing;
            return true;
        }
        catch (ClientClosedException closed) when (closed.InnerException is CommandException known)
        {
            throw known;
        }
        catch (Exception failure) when (StandardOutput.IsClosed(failure as IOException ?? failure.InnerException as IOException))
        {
            // They have had enough, as `head` does.
            return false;
        }
        catch (IOException failure)
        {
            throw StandardOutput.Failed(failure);
        }
        catch (ClientClosedException closed)
        {
            throw new CommandException(ExitCode.Failed, closed.InnerException?.Message ?? closed.Message);
        }
        catch (SubscriptionRefusedException refused)
        {
            throw new CommandException(ExitCode.Failed, refused.Message);
        }
        catch (OperationCanceledException) when (interruption.Asked.IsCancellationRequested)
        {
            // The user will not wait.
            return true;
        }
        catch (OperationCanceledException)
        {
            throw SubscriptionPump.NotEnded();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limit.Dispose();
        _length.Dispose();
    }

    private async Task ShowAsync(ITickOutput output, FinalAccounts accounts, Interruption interruption)
    {
        var news = new ClientNews(Server, new ServerNews(Console.Error, number => _names.GetValueOrDefault(number), Server) { Strict = Strict, Key = Key }, output, _names);
        var options = new TickerClientOptions
        {
            Key = Key,
            Encoding = Encoding,
            StatementInterval = Until is null ? UsualStatements : StatementsToAnEnd,
            OnEvent = what => TakeAsync(what, news, accounts, interruption.Forced),
        };
        await using var client = TickerClient.Open(Server, options);
        _subscription = client.Subscribe(Symbols, Subscription);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(interruption.Forced, _limit.Token);
        await using CancellationTokenRegistration asking = interruption.Asked.Register(() => End(isEnough: false));
        await using CancellationTokenRegistration timing = _length.Token.Register(() => End(isEnough: true));
        await foreach (TickBatch batch in _subscription.BatchesAsync(limit.Token))
        {
            // A reader of ours may take its time; the server may not.
            _limit.CancelAfter(Timeout.InfiniteTimeSpan);
            if (batch.Gap is { } gap)
            {
                output.Miss(gap);
            }

            Show(batch.Ticks.Span, output);
            await output.FlushAsync();
            _limit.CancelAfter(_isEnding != 0 ? SubscriptionPump.EndingTime : Timeout.InfiniteTimeSpan);
        }
    }

    private async ValueTask TakeAsync(ClientEvent what, ClientNews news, FinalAccounts accounts, CancellationToken cancellation)
    {
        await news.TakeAsync(what, cancellation);
        switch (what)
        {
            case Told told:
                Until?.Check(told.Page.Epoch);
                accounts.Epoch = told.Page.Epoch;
                if (_present == 0)
                {
                    _length.CancelAfter(Length ?? Timeout.InfiniteTimeSpan);
                }

                _present = Math.Max(_present, told.Page.Sequence);
                break;
            case Stated stated:
                accounts.Take(stated.Statement, stated.Difference, news.Connections, _isEnding != 0);
                if (Until?.IsReached(stated.Subscription.Position, stated.Statement.Pending, _present, TimeProvider.System) == true)
                {
                    End(isEnough: true);
                }

                break;
        }
    }

    private void Show(ReadOnlySpan<ReceivedTick> ticks, ITickOutput output)
    {
        for (int i = 0; i < ticks.Length && !_isFull; i++)
        {
            bool isBeyond = Until?.IsBefore(in ticks[i]) == true;
            if (!isBeyond)
            {
                if (output.Skips(in ticks[i]))
                {
                    continue;
                }

                output.Add(in ticks[i]);
            }

            if (isBeyond || ++_shown == Count)
            {
                _isFull = true;
                End(isEnough: true, readsOn: false);
            }
        }
    }

    // What was enough stays so, whoever asks for the end afterwards.
    private void End(bool isEnough, bool readsOn = true)
    {
        if (Interlocked.Exchange(ref _isEnding, 1) != 0)
        {
            return;
        }

        _isEnough = isEnough;
        _limit.CancelAfter(SubscriptionPump.EndingTime);
        try
        {
            _subscription?.Unsubscribe(readsOn);
        }
        catch (Exception failure) when (failure is ClientClosedException or InvalidOperationException)
        {
            // It has ended already, or cannot be told; then the limit ends it.
        }
    }
}
