using Ticker.Client.Streams.Events;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>How a client connects, comes back and keeps its accounts.</summary>
public sealed record TickerClientOptions
{
    /// <summary>The API key or token; null = none, or <see cref="KeySource"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Gives the key before each connection, when it is about to expire, and when it was refused; stands above <see cref="Key"/>.</summary>
    public Func<CancellationToken, ValueTask<string?>>? KeySource { get; init; }

    /// <summary>
    /// Told of everything besides ticks, one event after the other, in the order of what came; while it runs, nothing is read. One that throws
    /// closes the client. It must not wait for the client's own end.
    /// </summary>
    public Func<ClientEvent, ValueTask>? OnEvent { get; init; }

    /// <summary>How messages are written. Default MessagePack.</summary>
    public WireEncoding Encoding { get; init; } = WireEncoding.MessagePack;

    /// <summary>How long to wait for a connection and its welcome. Default 10 s.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait before the first attempt to come back. Default 250 ms.</summary>
    public TimeSpan BackoffBase { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest wait before any attempt, but for what the server asks. Default 30 s.</summary>
    public TimeSpan BackoffCap { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a connection has to have been open for the next attempt to be the first again. Default 10 s.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>From one statement of each subscription to the next. Default 10 s; zero = only at the end of one.</summary>
    public TimeSpan StatementInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The roads that may be gone, best first; one alone is never left. Default all.</summary>
    public IReadOnlyList<Road> Roads { get; init; } = [Road.WebSocket, Road.Events, Road.Poll];

    /// <summary>On a lesser road: after how long a better one is tried again, beside it. Default 5 min.</summary>
    public TimeSpan UpgradeRetry { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a poll waits for something to come. Default 20 s; the server has a limit.</summary>
    public TimeSpan PollWait { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The clock. Default the system's.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Gives numbers from 0 up to but not with 1, for the waits. Default the system's.</summary>
    public Func<double> Random { get; init; } = System.Random.Shared.NextDouble;

    /// <summary>Without the key.</summary>
    public override string ToString() => nameof(TickerClientOptions);
}
