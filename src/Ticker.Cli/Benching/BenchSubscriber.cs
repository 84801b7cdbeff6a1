using Ticker.Cli.Measuring;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Benching;

/// <summary>One subscriber of a bench: reads, counts, and holds each statement against its counts. One caller; its figures may be looked at meanwhile.</summary>
internal sealed class BenchSubscriber : IAsyncDisposable
{
    private const int Id = 1;

    private readonly TickerSubscriber _connection;
    private readonly TimeSpan _pause;
    private readonly TaskCompletionSource _live = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _hurry = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _stopping = new();
    private Task _reading = Task.CompletedTask;
    private long _delivered;
    private long _standsFor;
    private volatile bool _counting;

    private BenchSubscriber(TickerSubscriber connection, TimeSpan pause) => (_connection, _pause) = (connection, pause);

    /// <summary>Whether it is slow.</summary>
    public bool IsSlow => _pause > TimeSpan.Zero;

    /// <summary>How old ticks were that came while counted; to be looked at when it has ended.</summary>
    public LatencyHistogram Ages { get; } = new();

    /// <summary>How long after they were due, or happened; likewise.</summary>
    public LatencyHistogram Delays { get; } = new();

    /// <summary>The newest statement; null = none came.</summary>
    public Statement? Statement { get; private set; }

    /// <summary>What the newest statement has more than came.</summary>
    public StatementDifference Difference { get; private set; }

    /// <summary>How its connection ended by itself; null = it did not.</summary>
    public SubscriberException? End { get; private set; }

    /// <summary>Whether the accounts that it has are the final ones.</summary>
    public bool HasFinal { get; private set; }

    /// <summary>Whether it was put out for its slowness; of a slow one, a connection that is aborted counts as that, as the protocol has it.</summary>
    public bool IsEvicted => End is { CloseCode: 4008 } || (IsSlow && End is { End: ConnectionEnd.Broken });

    /// <summary>Whether it has ended.</summary>
    public bool HasEnded => _reading.IsCompleted;

    /// <summary>Live ticks that came.</summary>
    public long Delivered => Volatile.Read(ref _delivered);

    /// <summary>How many these stand for.</summary>
    public long StandsFor => Volatile.Read(ref _standsFor);

    /// <summary>Connects, subscribes and waits until it is live.</summary>
    /// <exception cref="SubscriberException">It cannot.</exception>
    public static async Task<BenchSubscriber> StartAsync(BenchPlan plan, bool isSlow, CancellationToken cancellation)
    {
        TickerSubscriber connection = await TickerSubscriber.ConnectAsync(plan.Server, new SubscriberOptions { Key = plan.Key }, cancellation);
        var subscriber = new BenchSubscriber(connection, isSlow ? plan.SlowPause : TimeSpan.Zero);
        try
        {
            await connection.SubscribeAsync(plan.Request with { Id = Id, Times = true, Symbols = plan.Publishes ? [BenchMarket.Symbols] : plan.Request.Symbols }, cancellation);
            subscriber._reading = subscriber.ReadAsync();
            await (await Task.WhenAny(subscriber._live.Task, subscriber._reading).WaitAsync(cancellation));
            return subscriber.End is { } end ? throw end : subscriber;
        }
        catch
        {
            await subscriber.DisposeAsync();
            throw;
        }
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task EndedAsync() => _reading;

    /// <summary>Ages are counted from here on, or no more.</summary>
    public void Count(bool on) => _counting = on;

    /// <summary>A slow one is slow no longer.</summary>
    public void Hurry() => _hurry.TrySetResult();

    /// <summary>Asks for its end and its final accounts, and waits for them.</summary>
    /// <param name="within">How long at most.</param>
    /// <param name="forced">Cancelled when they are waited for no longer.</param>
    public async Task EndAsync(TimeSpan within, CancellationToken forced)
    {
        _stopping.CancelAfter(within);
        await using CancellationTokenRegistration forcing = forced.Register(_stopping.Cancel);
        if (!HasEnded)
        {
            try
            {
                await _connection.UnsubscribeAsync(Id, _stopping.Token);
            }
            catch (Exception failure) when (failure is SubscriberException or OperationCanceledException)
            {
                // Its reader learns the same.
            }
        }

        await _reading;
    }

    /// <summary>Ends it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        await _connection.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            while (await _connection.ReadAsync(_stopping.Token) is { } message)
            {
                Take(message);
                if (message.Control is Unsubscribed)
                {
                    return;
                }

                if (IsSlow && !_hurry.Task.IsCompleted && _live.Task.IsCompleted)
                {
                    await Task.WhenAny(_hurry.Task, Task.Delay(_pause, _stopping.Token));
                }
            }

            End = new SubscriberException(ConnectionEnd.Closed, "the server ended the stream");
        }
        catch (SubscriberException end)
        {
            End = end;
        }
        catch (OperationCanceledException)
        {
            // No more time.
        }
    }

    private void Take(SubscriberMessage message)
    {
        switch (message.Control)
        {
            case null:
                Take(message.Ticks.Span);
                break;
            case Seam:
                _live.TrySetResult();
                break;
            case Statement statement:
                State(statement);
                break;
            case Unsubscribed { Final: { } final }:
                State(final);
                HasFinal = true;
                break;
            case ErrorReply error:
                throw new SubscriberException(ConnectionEnd.Refused, $"the server refused: {error.Message} ({error.Code})");
        }

        if (_connection.Accounts.TryGetValue(Id, out ReceivedAccounts? accounts))
        {
            Volatile.Write(ref _delivered, accounts.Delivered);
            Volatile.Write(ref _standsFor, accounts.Delivered + accounts.Conflated);
        }
    }

    private void State(Statement statement)
    {
        Statement = statement;
        Difference = _connection.Accounts.TryGetValue(Id, out ReceivedAccounts? accounts) ? accounts.Compare(statement) : default;
    }

    private void Take(ReadOnlySpan<ReceivedTick> ticks)
    {
        if (!_counting)
        {
            return;
        }

        long now = UnixNanos.Now(TimeProvider.System).Value;
        foreach (ref readonly ReceivedTick received in ticks)
        {
            if (received.IsSnapshot || received.Tick.ReceiveTime.IsNone)
            {
                continue;
            }

            Ages.Add(now - received.Tick.ReceiveTime.Value);
            if (!received.Tick.EventTime.IsNone)
            {
                Delays.Add(now - received.Tick.EventTime.Value);
            }
        }
    }
}
