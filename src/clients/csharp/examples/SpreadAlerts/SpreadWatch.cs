using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Ticker.Client.Streams;
using Ticker.Client.Streams.Events;
using Ticker.Client.Subscriptions;
using Ticker.Model;

namespace SpreadAlerts;

/// <summary>Says when the spread of an instrument becomes wide, and when it is narrow again. Restarts of the server are the client's business.</summary>
internal sealed partial class SpreadWatch(IOptions<WatchOptions> options, ILogger<SpreadWatch> logger) : BackgroundService
{
    private readonly WatchOptions _options = options.Value;
    private readonly HashSet<string> _wide = [];

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var market = TickerClient.Open(_options.Server, new TickerClientOptions { Key = _options.Key, OnEvent = Tell });
        string[] symbols = _options.Symbols is { Length: > 0 } named ? named : ["*"];
        MarketSubscription quotes = market.Subscribe(symbols, new SubscriptionOptions { Kinds = TickKinds.Quote });
        await foreach (ReceivedTick quote in quotes.WithCancellation(stoppingToken))
        {
            Look(in quote);
        }
    }

    private void Look(in ReceivedTick quote)
    {
        if (quote.Price(quote.Tick.BidPrice) is not { } bid || quote.Price(quote.Tick.AskPrice) is not { } ask || bid + ask <= 0)
        {
            return;
        }

        // Exact until it is divided.
        decimal basisPoints = (ask - bid) * 20_000 / (bid + ask);
        string symbol = quote.Instrument.FullName;
        if (basisPoints > _options.MostBasisPoints && _wide.Add(symbol))
        {
            LogWide(symbol, bid, ask, basisPoints);
        }
        else if (basisPoints <= _options.MostBasisPoints && _wide.Remove(symbol))
        {
            LogNarrow(symbol, bid, ask);
        }
    }

    private ValueTask Tell(ClientEvent what)
    {
        switch (what)
        {
            case StateChanged { State: ClientState.Waiting } wait:
                LogWaiting(wait.Reason, wait.RetryIn);
                break;
            case StateChanged { State: ClientState.Open }:
                LogOpen(_options.Server);
                break;
            case Missing missing:
                LogGap(missing.Gap.From, missing.Gap.To);
                break;
        }

        return ValueTask.CompletedTask;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Symbol} is wide: {Bid} to {Ask}, {BasisPoints:0.0} basis points")]
    private partial void LogWide(string symbol, decimal bid, decimal ask, decimal basisPoints);

    [LoggerMessage(2, LogLevel.Information, "{Symbol} is narrow again: {Bid} to {Ask}")]
    private partial void LogNarrow(string symbol, decimal bid, decimal ask);

    [LoggerMessage(3, LogLevel.Information, "Watching {Server}")]
    private partial void LogOpen(string server);

    [LoggerMessage(4, LogLevel.Warning, "No connection ({Reason}): coming back in {RetryIn}")]
    private partial void LogWaiting(EndReason? reason, TimeSpan retryIn);

    [LoggerMessage(5, LogLevel.Warning, "Ticks {From} to {To} are missing")]
    private partial void LogGap(ulong? from, ulong? to);
}
