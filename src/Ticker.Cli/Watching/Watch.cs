using Ticker.Cli.Output;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>One run of <c>ticker sub</c>: connects, subscribes, and shows what comes until it is enough.</summary>
internal sealed class Watch
{
    private const int SubscriptionId = 1;

    private long _shown;

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>Exact symbols and patterns.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>Which kinds.</summary>
    public TickKinds Kinds { get; init; } = TickKinds.All;

    /// <summary>What comes of quotes.</summary>
    public DeliveryMode Mode { get; init; }

    /// <summary>How the server writes.</summary>
    public WireEncoding Encoding { get; init; }

    /// <summary>How many ticks to show; null = no end.</summary>
    public long? Count { get; init; }

    /// <summary><c>table</c>, <c>csv</c> or <c>jsonl</c>.</summary>
    public required string Format { get; init; }

    /// <summary>Whether an unknown symbol is an error.</summary>
    public bool Strict { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">No server is there, it refused or went away, or a symbol is unknown.</exception>
    public async Task<ExitCode> RunAsync(CancellationToken asked)
    {
        try
        {
            await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(Server, new SubscriberOptions { Encoding = Encoding }, asked);
            await subscriber.SendAsync(new SubscribeMessage { Id = SubscriptionId, Symbols = Symbols, Kinds = Kinds, Mode = Mode }, asked);
            await using ITickOutput output = OpenOutput();
            return await ShowAsync(subscriber, output, asked);
        }
        catch (SubscriberException failure)
        {
            throw failure.End == ConnectionEnd.NoServer
                ? new CommandException(ExitCode.NoServer, $"{failure.Message}. Start one with 'ticker serve', or name another with --url.")
                : new CommandException(ExitCode.Failed, failure.Message);
        }
        catch (IOException)
        {
            // Whoever read our output has had enough, as `head` does.
            return ExitCode.Done;
        }
        catch (OperationCanceledException) when (asked.IsCancellationRequested)
        {
            return ExitCode.Interrupted;
        }
    }

    private ITickOutput OpenOutput() => Format switch
    {
        "csv" => new CsvTicks(new LineBuffer(StandardOutput.Open())),
        "jsonl" => new JsonLinesTicks(new LineBuffer(StandardOutput.Open())),
        _ when !Console.IsOutputRedirected => new QuoteBoard(Spectre.Console.AnsiConsole.Console, Server),
        _ => new TextTicks(new LineBuffer(StandardOutput.Open())),
    };

    private async Task<ExitCode> ShowAsync(TickerSubscriber subscriber, ITickOutput output, CancellationToken asked)
    {
        var news = new ServerNews(Console.Error, subscriber.Instruments, Server, Strict);
        await foreach (SubscriberMessage message in subscriber.ReadAllAsync(asked))
        {
            if (message.Control is { } control)
            {
                await news.TakeAsync(control, asked);
                if (control is Subscribed)
                {
                    // The csv header tells whoever reads it that the subscription stands.
                    await output.FlushAsync();
                }

                continue;
            }

            bool enough = Show(message.Ticks.Span, output);
            await output.FlushAsync();
            if (enough)
            {
                return ExitCode.Done;
            }
        }

        throw new CommandException(ExitCode.Failed, "the server ended the stream");
    }

    private bool Show(ReadOnlySpan<ReceivedTick> ticks, ITickOutput output)
    {
        foreach (ref readonly ReceivedTick tick in ticks)
        {
            output.Add(in tick);
            if (++_shown == Count)
            {
                return true;
            }
        }

        return false;
    }
}
