using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Ticker.Server.Tests.Hosting;

/// <summary>Keeps all that a server logs, at every level, as text: messages, values, scopes and exceptions.</summary>
internal sealed class WholeLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _lines = new();

    public IReadOnlyCollection<string> Lines => _lines;

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
    {
        _lines.Enqueue(TextOf(state));
        return null;
    }

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _lines.Enqueue($"{logLevel} {formatter(state, exception)} {TextOf(state)} {exception}");

    public void Dispose()
    {
    }

    private static string TextOf(object? state) => state is IEnumerable<KeyValuePair<string, object?>> values
        ? string.Join(' ', values.Select(pair => $"{pair.Key}={pair.Value}"))
        : $"{state}";
}
