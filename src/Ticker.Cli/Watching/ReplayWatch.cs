using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>One run of <c>ticker replay</c>: connects, subscribes, shows what comes until the recording ends or it is enough, and tells the final accounts.</summary>
internal sealed class ReplayWatch
{
    private long _shown;

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>What to subscribe to.</summary>
    public required SubscribeMessage Request { get; init; }

    /// <summary>How many ticks to show; null = no end.</summary>
    public long? Count { get; init; }

    /// <summary><c>table</c>, <c>csv</c> or <c>jsonl</c>.</summary>
    public required string Format { get; init; }

    private bool HasEnded { get; set; }

    private bool IsEnough => _shown == Count || HasEnded;

    /// <summary>Runs it.</summary>
    /// <param name="interruption">The first asks for the final accounts, the second ends without them.</param>
    /// <exception cref="CommandException">No server is there, it refused or went away, a symbol is unknown, or the accounts do not add up.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        var accounts = new FinalAccounts(Request.Id, Format == "jsonl");
        try
        {
            await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(Server, new SubscriberOptions { Key = Key }, interruption.Asked);
            await subscriber.SubscribeAsync(Request, interruption.Asked);
            await using (ITickOutput output = TickOutputs.Open(Format, Server))
            {
                await ShowAsync(subscriber, output, accounts, interruption);
            }

            accounts.Tell(Console.Error);
            return IsEnough ? ExitCode.Done : ExitCode.Interrupted;
        }
        catch (SubscriberException failure)
        {
            accounts.Tell(Console.Error);
            throw failure.End == ConnectionEnd.NoServer
                ? CommandException.NoServer(failure.Message, "--url")
                : new CommandException(ExitCode.Failed, failure.Message);
        }
        catch (IOException failure) when (StandardOutput.IsClosed(failure))
        {
            // Whoever read our output has had enough, as `head` does.
            return ExitCode.Done;
        }
        catch (IOException failure)
        {
            throw StandardOutput.Failed(failure);
        }
        catch (OperationCanceledException)
        {
            // The user will not wait, or the server did not end the subscription in time.
            return IsEnough ? ExitCode.Done : ExitCode.Interrupted;
        }
    }

    private async Task ShowAsync(TickerSubscriber subscriber, ITickOutput output, FinalAccounts accounts, Interruption interruption)
    {
        var news = new ServerNews(Console.Error, reference => subscriber.Instruments.Find(reference)?.FullName, Server) { Key = Key };
        var pump = new SubscriptionPump(subscriber, Request.Id, accounts)
        {
            IsEnough = () => IsEnough,
            TakeAsync = (message, cancellation) => TakeAsync(message, output, news, subscriber.Instruments, cancellation),
        };
        HasEnded = !await pump.RunAsync(interruption);
    }

    private static void Mark(ServerMessage control, InstrumentDirectory directory, ITickOutput output)
    {
        if (control is Subscribed told)
        {
            output.Mark(told.Instruments, stale: false);
        }
        else if (control is Notice { Code: NoticeCode.Stale or NoticeCode.Fresh } notice)
        {
            output.Mark(notice.References.Select(directory.Find).OfType<Instrument>(), notice.Code == NoticeCode.Stale);
        }
    }

    private async ValueTask TakeAsync(
        SubscriberMessage message, ITickOutput output, ServerNews news, InstrumentDirectory instruments, CancellationToken cancellation)
    {
        if (message.Control is { } control)
        {
            await news.TakeAsync(control, cancellation);
            Mark(control, instruments, output);
            if (control is Subscribed)
            {
                // The csv header tells whoever reads it that the subscription stands.
                await output.FlushAsync();
            }

            return;
        }

        Show(message.Ticks.Span, output);
        await output.FlushAsync();
    }

    private void Show(ReadOnlySpan<ReceivedTick> ticks, ITickOutput output)
    {
        for (int i = 0; i < ticks.Length && !IsEnough; i++)
        {
            output.Add(in ticks[i]);
            _shown++;
        }
    }
}
