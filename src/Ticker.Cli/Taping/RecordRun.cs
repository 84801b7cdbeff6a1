using System.Diagnostics;
using System.Globalization;
using Ticker.Cli.Output;
using Ticker.Cli.Watching;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Taping;

/// <summary>One run of <c>ticker record</c>: subscribes to every tick, and writes what comes.</summary>
internal sealed class RecordRun
{
    private static readonly TimeSpan BetweenFlushes = TimeSpan.FromSeconds(1);

    private readonly Dictionary<uint, uint> _numbers = [];
    private readonly List<Tick> _state = [];
    private readonly long _started = Stopwatch.GetTimestamp();
    private long _flushed = Stopwatch.GetTimestamp();
    private long _written;
    private bool _isLive;

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Where the recording goes.</summary>
    public required string Directory { get; init; }

    /// <summary>What to record.</summary>
    public required SubscribeMessage Request { get; init; }

    /// <summary>How long; null = no end.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>How many ticks; null = no end.</summary>
    public long? Count { get; init; }

    private bool IsEnough => Count is { } count && _written >= count;

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">No server is there, it refused or went away, or the recording cannot be written.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        var accounts = new FinalAccounts(Request.Id, asJson: false);
        try
        {
            await using TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(Server, new SubscriberOptions { Key = Key }, interruption.Asked);
            using RecordingWriter writer = RecordingWriter.Create(Directory, [], new RecordingWriterOptions { Epoch = subscriber.Welcome.Epoch, Feeds = new Dictionary<ushort, string> { [1] = Server.Authority } });
            await using (ProgressLine.ToStandardError(() => (Fraction(), Volatile.Read(ref _written))))
            {
                await subscriber.SubscribeAsync(Request, interruption.Asked);
                try
                {
                    await WriteAsync(subscriber, writer, accounts, interruption);
                }
                finally
                {
                    // Whatever ended it, what came is kept.
                    writer.Complete();
                }
            }

            Tell(writer);
            accounts.Tell(Console.Error);
            return interruption.Asked.IsCancellationRequested ? ExitCode.Interrupted : ExitCode.Done;
        }
        catch (SubscriberException failure)
        {
            throw failure.End == ConnectionEnd.NoServer
                ? CommandException.NoServer(failure.Message, "--url")
                : new CommandException(ExitCode.Failed, $"{failure.Message}. {Directory} holds the {_written} ticks that came before");
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(ExitCode.Failed, $"{Directory}: {failure.Message}");
        }
        catch (OperationCanceledException)
        {
            return ExitCode.Interrupted;
        }
    }

    private async Task WriteAsync(TickerSubscriber subscriber, RecordingWriter writer, FinalAccounts accounts, Interruption interruption)
    {
        var news = new ServerNews(Console.Error, reference => subscriber.Instruments.Find(reference)?.FullName, Server) { Key = Key };
        var pump = new SubscriptionPump(subscriber, Request.Id, accounts)
        {
            IsEnough = () => IsEnough,
            TakeAsync = (message, cancellation) => TakeAsync(message, writer, news, cancellation),
            Length = Length,
        };
        if (!await pump.RunAsync(interruption))
        {
            throw new SubscriberException(ConnectionEnd.Closed, "the server ended the stream");
        }
    }

    private async ValueTask TakeAsync(SubscriberMessage message, RecordingWriter writer, ServerNews news, CancellationToken cancellation)
    {
        if (message.Control is { } control)
        {
            await news.TakeAsync(control, cancellation);
            Take(control, writer);
        }
        else
        {
            Write(message.Ticks.Span, writer);
        }
    }

    private void Take(ServerMessage control, RecordingWriter writer)
    {
        switch (control)
        {
            case Subscribed page:
                foreach (Instrument instrument in page.Instruments)
                {
                    if (!_numbers.ContainsKey(instrument.Number))
                    {
                        _numbers[instrument.Number] = writer.Define(instrument).Number;
                    }
                }

                break;
            case Seam when !_isLive:
                // The state comes instrument by instrument; a recording goes by position.
                _isLive = true;
                foreach (Tick tick in _state.OrderBy(tick => tick.Sequence))
                {
                    Append(in tick, writer);
                }

                _state.Clear();
                break;
        }
    }

    private void Write(ReadOnlySpan<ReceivedTick> ticks, RecordingWriter writer)
    {
        foreach (ref readonly ReceivedTick received in ticks)
        {
            Tick tick = received.Tick with { Feed = 1, Instrument = _numbers[received.Instrument.Number] };
            if (!_isLive)
            {
                _state.Add(tick);
            }
            else if (!IsEnough && tick.Sequence > writer.Position.Sequence)
            {
                // The state of an instrument that appears later may be older than what is written; it has nothing to tell then.
                Append(in tick, writer);
            }
        }

        if (Stopwatch.GetElapsedTime(_flushed) > BetweenFlushes)
        {
            _flushed = Stopwatch.GetTimestamp();
            writer.Flush();
        }
    }

    private void Append(in Tick tick, RecordingWriter writer)
    {
        writer.Append(in tick);
        Volatile.Write(ref _written, _written + 1);
    }

    private double Fraction() => Count is { } count ? (double)Volatile.Read(ref _written) / count : Length is { } length ? Stopwatch.GetElapsedTime(_started) / length : 0;

    private void Tell(RecordingWriter writer) => Console.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"wrote {Directory}: {_written} ticks of {writer.Instruments.Count} instruments, to position {writer.Position}, in {Stopwatch.GetElapsedTime(_started).TotalSeconds:F1} s"));
}
