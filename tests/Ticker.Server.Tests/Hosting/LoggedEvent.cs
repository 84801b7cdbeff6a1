using Microsoft.Extensions.Logging;

namespace Ticker.Server.Tests.Hosting;

/// <summary>A line of a server's log.</summary>
internal sealed record LoggedEvent(int Id, LogLevel Level, IReadOnlyDictionary<string, string> Values);
