using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Ticker.Cli.Output;
using Ticker.Cli.Watching;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Measuring;

/// <summary>One run of <c>ticker latency</c>: subscribes on one connection, and measures how old each tick is when it has been read.</summary>
internal sealed class LatencyRun : IDisposable
{
    // After the state; this program is slow until it has done everything a few times.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan BetweenLines = TimeSpan.FromMilliseconds(200);

    private readonly LatencyHistogram _received = new();
    private readonly LatencyHistogram _happened = new();
    private readonly CancellationTokenSource _length = new();
    private long _begin = long.MaxValue;
    private long _last;
    private long _drawn;
    private volatile string _line = "waiting for ticks";

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>What to subscribe to, with times.</summary>
    public required SubscribeMessage Request { get; init; }

    /// <summary>How the server writes.</summary>
    public WireEncoding Encoding { get; init; }

    /// <summary>How long is measured, from when it has warmed up; null = until the user has had enough.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>Whether the result is JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">No server is there, it refused or went away, or the accounts do not add up.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        var accounts = new FinalAccounts(Request.Id, Json);
        Pings? pings = null;
        try
        {
            await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(Server, new SubscriberOptions { Key = Key, Encoding = Encoding }, interruption.Asked);
            pings = new Pings(subscriber);
            await subscriber.SubscribeAsync(Request, interruption.Asked);
            await using ProgressLine progress = ProgressLine.ToStandardError(_ => _line);
            await MeasureAsync(subscriber, pings, accounts, interruption);
        }
        catch (SubscriberException failure) when (failure.End == ConnectionEnd.NoServer)
        {
            throw CommandException.NoServer(failure.Message, "--url");
        }
        catch (SubscriberException failure)
        {
            Tell(pings);
            throw new CommandException(ExitCode.Failed, failure.Message);
        }
        catch (OperationCanceledException)
        {
            // The user will not wait, or the server did not end the subscription in time.
        }

        Tell(pings);
        accounts.Tell(Console.Error);
        if (!accounts.AreFinal && !interruption.Asked.IsCancellationRequested)
        {
            throw SubscriptionPump.NotEnded();
        }

        return interruption.Asked.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
    }

    /// <inheritdoc/>
    public void Dispose() => _length.Dispose();

    private async Task MeasureAsync(TickerSubscriber subscriber, Pings pings, FinalAccounts accounts, Interruption interruption)
    {
        var news = new ServerNews(Console.Error, reference => subscriber.Instruments.Find(reference)?.FullName, Server) { Key = Key };
        var pump = new SubscriptionPump(subscriber, Request.Id, accounts)
        {
            IsEnough = () => false,
            Enough = _length.Token,
            TakeAsync = async (message, cancellation) =>
            {
                Take(message, pings);
                if (message.Control is { } control)
                {
                    await news.TakeAsync(control, cancellation);
                }

                if (!accounts.AreFinal && IsWarm)
                {
                    await pings.AskWhenDueAsync(cancellation);
                }
            },
        };
        // Even where the state does not end.
        EndAfter(WarmUp + Length);
        if (!await pump.RunAsync(interruption))
        {
            throw new SubscriberException(ConnectionEnd.Closed, "the server ended the stream");
        }
    }

    private bool IsWarm => Stopwatch.GetTimestamp() >= _begin;

    private void EndAfter(TimeSpan? length) => _length.CancelAfter(length ?? Timeout.InfiniteTimeSpan);

    private void Take(SubscriberMessage message, Pings pings)
    {
        if (message.Control is Seam && _begin == long.MaxValue)
        {
            _begin = Stopwatch.GetTimestamp() + (long)(WarmUp.TotalSeconds * Stopwatch.Frequency);
            EndAfter(WarmUp + Length);
        }

        if (!IsWarm)
        {
            return;
        }

        _last = Stopwatch.GetTimestamp();
        long now = UnixNanos.Now(TimeProvider.System).Value;
        if (message.Control is Pong pong)
        {
            pings.Take(pong);
        }

        foreach (ref readonly ReceivedTick received in message.Ticks.Span)
        {
            // State is as old as it is.
            if (received.IsSnapshot || received.Tick.ReceiveTime.IsNone)
            {
                continue;
            }

            _received.Add(now - received.Tick.ReceiveTime.Value);
            if (!received.Tick.EventTime.IsNone)
            {
                _happened.Add(now - received.Tick.EventTime.Value);
            }
        }

        if (Stopwatch.GetElapsedTime(_drawn) >= BetweenLines)
        {
            _drawn = Stopwatch.GetTimestamp();
            _line = string.Create(CultureInfo.InvariantCulture, $"{_received.Count:N0} ticks  {_received.Count / Seconds():N0}/s  p50 {Millis(_received, 0.5)}  p99 {Millis(_received, 0.99)}  max {LatencyTable.Millis(_received.MaxNanos)} ms  ping {Millis(pings.Trips, 0.5)} ms");
        }
    }

    private static string Millis(LatencyHistogram histogram, double share) => LatencyTable.Millis(histogram.NanosAt(share));

    // From the end of the warm-up to the last message: what the ticks that were counted came in.
    private double Seconds() => _last == 0 ? 0 : Stopwatch.GetElapsedTime(_begin, _last).TotalSeconds;

    private void Tell(Pings? pings)
    {
        if (pings is null)
        {
            return;
        }

        if (Json)
        {
            Console.WriteLine(JsonSerializer.Serialize(new Dictionary<string, object?>
            {
                ["server"] = Server.ToString(), ["seconds"] = Seconds(), ["ticks"] = _received.Count,
                ["received_ms"] = LatencyTable.Json(_received), ["happened_ms"] = LatencyTable.Json(_happened), ["ping_ms"] = LatencyTable.Json(pings.Trips),
                ["clock_offset_ms"] = pings.OffsetNanos / 1e6, ["clock_uncertainty_ms"] = pings.UncertaintyNanos / 1e6,
            }));
            return;
        }

        LatencyTable.Write(Console.Out, ("from the server's receipt to here", _received), ("from the event to here", _happened), ("ping, there and back", pings.Trips));
        foreach (string line in Clocks(pings))
        {
            Console.WriteLine(line);
        }
    }

    private IEnumerable<string> Clocks(Pings pings)
    {
        if (pings.Trips.Count > 0)
        {
            bool agree = Math.Abs(pings.OffsetNanos) <= pings.UncertaintyNanos;
            yield return $"clocks: the server's is {LatencyTable.Millis(Math.Abs(pings.OffsetNanos))} ms {(pings.OffsetNanos < 0 ? "behind" : "ahead of")} ours, give or take {LatencyTable.Millis(pings.UncertaintyNanos)} ms"
                + (agree ? ": they agree as far as pings can tell" : $": ticks took that much {(pings.OffsetNanos < 0 ? "less" : "longer")} than the first row says");
        }

        if (LatencyTable.Negatives(_received.Negative, _happened.Negative, "happened") is { } negatives)
        {
            yield return negatives;
        }
    }
}
