using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Ticker.Server.Tests.Hosting;

/// <summary>Keeps what a server logs, with its values by name.</summary>
internal sealed class EventLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<LoggedEvent> _events = new();

    /// <summary>The events of a number, in order.</summary>
    public IReadOnlyList<LoggedEvent> Of(int id) => [.. _events.Where(one => one.Id == id)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var values = (state as IEnumerable<KeyValuePair<string, object?>> ?? [])
            .ToDictionary(pair => pair.Key, pair => Convert.ToString(pair.Value, CultureInfo.InvariantCulture) ?? "");
        _events.Enqueue(new LoggedEvent(eventId.Id, logLevel, values));
    }

    public void Dispose()
    {
    }
}
