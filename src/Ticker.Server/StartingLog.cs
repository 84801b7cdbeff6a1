namespace Ticker.Server;

/// <summary>
/// Keeps the host and Kestrel from logging a failed start, each with its stack: whoever starts the server says once
/// and in one line what is wrong. Once it has started, their warnings are logged as ever.
/// </summary>
internal sealed class StartingLog
{
    private static readonly string[] Quiet = ["Microsoft.AspNetCore.Server.Kestrel", "Microsoft.Extensions.Hosting.Internal.Host"];

    private volatile bool _started;

    /// <summary>Sets the filters.</summary>
    public void Filter(ILoggingBuilder logging)
    {
        foreach (string category in Quiet)
        {
            logging.AddFilter(category, level => _started && level >= LogLevel.Warning);
        }
    }

    /// <summary>Says that the start has succeeded.</summary>
    public void Started() => _started = true;
}
