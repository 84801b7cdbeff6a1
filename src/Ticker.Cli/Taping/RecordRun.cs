using System.Diagnostics;
using Ticker.Cli.Output;
using Ticker.Cli.Watching;
using Ticker.Client.Streams;

namespace Ticker.Cli.Taping;

/// <summary>One run of <c>ticker record</c>: subscribes to every tick, and writes what comes, through broken connections and restarts of the server.</summary>
internal sealed class RecordRun
{
    private readonly long _started = Stopwatch.GetTimestamp();

    /// <summary>The server's address.</summary>
    public required Uri Server { get; init; }

    /// <summary>What proves who asks; null = nothing.</summary>
    public string? Key { get; init; }

    /// <summary>Where the recording goes.</summary>
    public required string Directory { get; init; }

    /// <summary>What to record.</summary>
    public required IReadOnlyList<string> Symbols { get; init; }

    /// <summary>How; mode <c>all</c>, with times.</summary>
    public required SubscriptionOptions Subscription { get; init; }

    /// <summary>How long; null = no end.</summary>
    public TimeSpan? Length { get; init; }

    /// <summary>How many ticks; null = no end.</summary>
    public long? Count { get; init; }

    /// <summary>Runs it.</summary>
    /// <exception cref="CommandException">No server is there, it refused for good, or the recording cannot be written.</exception>
    public async Task<ExitCode> RunAsync(Interruption interruption)
    {
        var recording = new RecordingOutput(Directory, Server.Authority);
        using var watch = new LiveWatch
        {
            Server = Server, Key = Key, Symbols = Symbols, Subscription = Subscription, Length = Length, Count = Count, Open = () => recording,
        };
        await using (ProgressLine.ToStandardError(() => (Fraction(recording.Taken), recording.Taken)))
        {
            return await watch.RunAsync(interruption);
        }
    }

    private double Fraction(long taken) => Count is { } count ? (double)taken / count : Length is { } length ? Stopwatch.GetElapsedTime(_started) / length : 0;
}
