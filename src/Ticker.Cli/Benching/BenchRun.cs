using System.Diagnostics;
using System.Globalization;
using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace Ticker.Cli.Benching;

/// <summary>One run of <c>ticker bench</c>: many subscribers, some of them slow, and a market or one that is there; then every account.</summary>
internal sealed class BenchRun(BenchPlan plan)
{
    // How many connect at a time.
    private const int AtOnce = 16;

    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan BetweenLooks = TimeSpan.FromMilliseconds(10);

    private readonly List<BenchSubscriber> _subscribers = [];
    private volatile string _phase = "connecting";

    /// <summary>Whether the result is JSON.</summary>
    public bool Json { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">No server is there, it refused, or a subscriber could not be had.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        try
        {
            BenchResult result;
            await using (ProgressLine.ToStandardError(_ => Line()))
            {
                result = await MeasureAsync(interruption);
            }

            result.Write(Console.Out, Json);
            return interruption.Forced.IsCancellationRequested ? ExitCode.Interrupted
                : !result.IsBalanced ? ExitCode.Failed
                : interruption.Asked.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (SubscriberException failure)
        {
            throw failure.End == ConnectionEnd.NoServer
                ? CommandException.NoServer(failure.Message, "--url")
                : new CommandException(ExitCode.Failed, $"subscriber {_subscribers.Count + 1} could not be had: {failure.Message}");
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
        finally
        {
            foreach (BenchSubscriber subscriber in _subscribers)
            {
                await subscriber.DisposeAsync();
            }
        }
    }

    private async Task<BenchResult> MeasureAsync(Interruption interruption)
    {
        await using BenchMarket? market = plan.Publishes ? await BenchMarket.OpenAsync(plan, interruption.Asked) : null;
        await ConnectAsync(interruption.Asked);
        market?.Begin();
        using var serverTime = new ServerTime(plan);
        _phase = "warming up";
        await GoOnAsync(market, plan.WarmUp, interruption);

        _phase = "measuring";
        (double Used, long At)? before = await serverTime.SecondsAsync(interruption.Forced);
        (long publishedBefore, long delivered, TimeSpan own, long started) = Figures(market);
        _subscribers.ForEach(one => one.Count(on: true));
        await GoOnAsync(market, plan.Length, interruption);
        (long publishedAfter, long deliveredAfter, TimeSpan ownAfter, long ended) = Figures(market);
        _subscribers.ForEach(one => one.Count(on: false));
        TimeSpan elapsed = Stopwatch.GetElapsedTime(started, ended);
        (double Used, long At)? after = await serverTime.SecondsAsync(interruption.Forced);

        _phase = "settling";
        long? published = market is not null && await IsTakenAsync(market, interruption.Forced) && market.Rejected == 0 ? PublishedOf(market) : null;
        await SettleAsync(published ?? 0, interruption.Forced);
        return new BenchResult
        {
            Plan = plan, Subscribers = _subscribers, Elapsed = elapsed, Delivered = deliveredAfter - delivered,
            Published = market is null ? null : market.Quotes + market.Trades, Rejected = market?.Rejected ?? 0, Late = market?.Latest ?? default, Expected = published,
            PublishedMeanwhile = publishedAfter - publishedBefore,
            ServerCores = before is { } first && after is { } last ? (last.Used - first.Used) / Stopwatch.GetElapsedTime(first.At, last.At).TotalSeconds : null,
            OwnCores = (ownAfter - own) / elapsed,
        };
    }

    // All at one time: what is divided by the time between two of them belongs to it.
    private (long Published, long Delivered, TimeSpan Own, long At) Figures(BenchMarket? market) =>
        (market is null ? 0 : market.Quotes + market.Trades, _subscribers.Sum(one => one.Delivered), Environment.CpuUsage.TotalTime, Stopwatch.GetTimestamp());

    // Whether the server has taken the market to its end; not where the user will not wait for that.
    private static async Task<bool> IsTakenAsync(BenchMarket market, CancellationToken forced)
    {
        try
        {
            await market.EndAsync(forced);
            return true;
        }
        catch (Exception failure) when (forced.IsCancellationRequested && failure is OperationCanceledException or CommandException or ObjectDisposedException or InvalidOperationException)
        {
            return false;
        }
    }

    // What of the market a subscriber asked for.
    private long PublishedOf(BenchMarket market) =>
        (plan.Request.Kinds.HasFlag(TickKinds.Quote) ? market.Quotes : 0) + (plan.Request.Kinds.HasFlag(TickKinds.Trade) ? market.Trades : 0);

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        for (int done = 0; done < plan.Subscribers; done += AtOnce)
        {
            Task<BenchSubscriber>[] starting =
            [
                .. Enumerable.Range(done, Math.Min(AtOnce, plan.Subscribers - done)).Select(number => BenchSubscriber.StartAsync(plan, isSlow: number < plan.Slow, cancellation)),
            ];
            try
            {
                await Task.WhenAll(starting);
            }
            finally
            {
                _subscribers.AddRange(starting.Where(one => one.IsCompletedSuccessfully).Select(one => one.Result));
            }
        }
    }

    private async Task GoOnAsync(BenchMarket? market, TimeSpan length, Interruption interruption)
    {
        try
        {
            // With nobody left there is nothing to go on for.
            await (market?.PublishAsync(plan.Rate, length, interruption.Asked, interruption.Forced)
                ?? Task.WhenAll(_subscribers.Select(one => one.EndedAsync())).WaitAsync(length, interruption.Asked));
        }
        catch (TimeoutException)
        {
            // So it is as it should be.
        }
        catch (OperationCanceledException)
        {
            // What was measured until then is told.
        }
    }

    // Those who can are given the time to get all of it; then each says how it stands.
    private async Task SettleAsync(long published, CancellationToken forced)
    {
        _subscribers.ForEach(one => one.Hurry());
        long since = Stopwatch.GetTimestamp();
        while (_subscribers.Exists(one => !one.HasEnded && one.StandsFor < published) && Stopwatch.GetElapsedTime(since) < DrainTime && !forced.IsCancellationRequested)
        {
            await Task.Delay(BetweenLooks, CancellationToken.None);
        }

        await Task.WhenAll(_subscribers.Select(one => one.EndAsync(DrainTime, forced)));
    }

    private string Line() => string.Create(
        CultureInfo.InvariantCulture,
        $"{_phase}: {_subscribers.Count} of {plan.Subscribers} subscribers{(_phase == "connecting" ? "" : $", {_subscribers.Sum(one => one.Delivered):N0} ticks delivered, {_subscribers.Count(one => one.IsEvicted)} evicted")}");
}
