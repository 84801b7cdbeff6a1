using Microsoft.Extensions.Logging.Console;

namespace Ticker.Server.Logs;

/// <summary>Writes the log to standard error, a line an event. Stateless.</summary>
internal static class ConsoleLog
{
    /// <summary>Adds it.</summary>
    public static void Add(WebApplicationBuilder builder, LogOptions options)
    {
        if (options.IsJson)
        {
            builder.Logging.AddJsonConsole(console => (console.UseUtcTimestamp, console.TimestampFormat) = (true, "yyyy-MM-ddTHH:mm:ss.fffZ"));
        }
        else
        {
            builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        }

        builder.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    }
}
