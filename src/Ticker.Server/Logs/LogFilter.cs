using Microsoft.Extensions.Logging.Console;

namespace Ticker.Server.Logs;

/// <summary>
/// What the framework would log and must not: lines that whoever connects could fill the log with, and those that tell
/// whole URLs, in which tickets stand. Stateless.
/// </summary>
internal static class LogFilter
{
    // A line for each connection beyond the most; some, as critical, for each that breaks HTTP/2 in ways that are well known.
    private static readonly string[] OfPeers = ["Microsoft.AspNetCore.Server.Kestrel.Connections", "Microsoft.AspNetCore.Server.Kestrel.Http2"];

    // A line for the beginning and the end of each request.
    private const string OfUrls = "Microsoft.AspNetCore.Hosting.Diagnostics";

    /// <summary>Keeps it out, whatever the settings of the log say.</summary>
    public static void Add(ILoggingBuilder logging)
    {
        foreach (string category in OfPeers)
        {
            KeepOut(logging, category, LogLevel.None);
        }

        KeepOut(logging, OfUrls, LogLevel.Warning);
    }

    // A setting for the console by name would stand above what is said for all.
    private static void KeepOut(ILoggingBuilder logging, string category, LogLevel least) =>
        logging.AddFilter(category, least).AddFilter<ConsoleLoggerProvider>(category, least);
}
