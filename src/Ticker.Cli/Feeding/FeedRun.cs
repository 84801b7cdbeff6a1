using System.Diagnostics;
using System.Globalization;
using Ticker.Client.Feeds;
using Ticker.Model;

namespace Ticker.Cli.Feeding;

/// <summary>
/// One feed from the first tick to its proper end: connects, publishes, reports progress, ends the feed even when it
/// is interrupted or its source breaks off, and says what came of it.
/// </summary>
internal sealed class FeedRun : IAsyncDisposable
{
    private static readonly TimeSpan EndTimeout = TimeSpan.FromSeconds(30);

    private readonly FeedPublisher _publisher;
    private readonly Interruption _interruption;
    private readonly FeedProgress _progress;
    private readonly RejectLog _rejects;
    private readonly long _started = Stopwatch.GetTimestamp();

    private FeedRun(FeedPublisher publisher, Interruption interruption, RejectLog rejects)
    {
        (_publisher, _interruption, _rejects) = (publisher, interruption, rejects);
        _progress = FeedProgress.ToStandardError(publisher);
    }

    /// <summary>How much of the work is done, 0 to 1; stays null where it has no known end.</summary>
    public double? Fraction { set => _progress.Fraction = value; }

    /// <summary>Connects.</summary>
    /// <exception cref="CommandException">No server is there, or it refuses the feed.</exception>
    public static async Task<FeedRun> StartAsync(Uri server, string feed, string? key, Interruption interruption)
    {
        var rejects = new RejectLog(Console.Error);
        var options = new FeedPublisherOptions
        {
            Feed = feed,
            Software = "ticker " + typeof(FeedRun).Assembly.GetName().Version?.ToString(3),
            Key = key ?? Environment.GetEnvironmentVariable("TICKER_FEED_KEY"),
            OnReject = rejects.Add,
        };
        try
        {
            return new FeedRun(await FeedPublisher.ConnectAsync(server, options, interruption.Asked), interruption, rejects);
        }
        catch (FeedException failure)
        {
            throw Explain(failure, feed);
        }
        catch (OperationCanceledException)
        {
            throw new CommandException(ExitCode.Interrupted, "interrupted before the server was ready");
        }
    }

    /// <summary>Runs a source to its end, or until the user interrupts, then ends the feed in good order.</summary>
    /// <param name="source">Defines and publishes; its first token asks it to stop, its second forces it to.</param>
    /// <returns>Done or interrupted; failures are exceptions.</returns>
    /// <exception cref="CommandException">The server ended the feed, or the source is malformed.</exception>
    public async Task<ExitCode> RunAsync(Func<FeedPublisher, CancellationToken, CancellationToken, Task> source)
    {
        CommandException? broken = null;
        try
        {
            try
            {
                await source(_publisher, _interruption.Asked, _interruption.Forced);
            }
            catch (CommandException failure)
            {
                broken = failure;
            }
            catch (OperationCanceledException) when (!_interruption.Forced.IsCancellationRequested)
            {
                // Asked to stop between two ticks: the feed still ends properly.
            }

            bool interrupted = _interruption.Asked.IsCancellationRequested;
            await EndAsync(broken is not null ? "the source is malformed" : interrupted ? "interrupted" : "complete");
            await SummarizeAsync();
            return broken is not null ? throw broken : interrupted ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (FeedException failure)
        {
            await SummarizeAsync();
            throw Explain(failure, feed: null);
        }
        catch (OperationCanceledException)
        {
            await SummarizeAsync();
            throw new CommandException(ExitCode.Interrupted, "interrupted before the server had taken all; it will call the feed stale");
        }
    }

    /// <summary>Closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        await _progress.DisposeAsync();
        await _publisher.DisposeAsync();
    }

    private static CommandException Explain(FeedException failure, string? feed) => failure switch
    {
        { Status: FeedStatus.Unavailable, Connected: false } => CommandException.NoServer(failure.Message, "--to"),
        { Status: FeedStatus.AlreadyExists } when feed is not null => new CommandException(ExitCode.Failed, $"another publisher is at work on the feed '{feed}': choose another name with --feed ({failure.Message})"),
        _ => new CommandException(ExitCode.Failed, $"the server ended the feed: {failure.Message} ({failure.Status})"),
    };

    private async Task EndAsync(string reason)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(_interruption.Forced);
        limit.CancelAfter(EndTimeout);
        await _publisher.CompleteAsync(reason, limit.Token);
    }

    private async Task SummarizeAsync()
    {
        await _progress.DisposeAsync();
        _rejects.Summarize(_publisher.RejectedTotal);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(_started);
        double rate = _publisher.Sent / Math.Max(elapsed.TotalSeconds, 0.001);
        await Console.Out.WriteLineAsync(string.Create(CultureInfo.InvariantCulture,
            $"sent {_publisher.Sent} ticks, acked {_publisher.Received}, rejected {_publisher.RejectedTotal}, in {elapsed.TotalSeconds:F2} s, {rate:F0} ticks/s"));
    }
}
