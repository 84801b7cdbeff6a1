using BenchmarkDotNet.Loggers;

namespace Ticker.Benchmarks.Gate;

/// <summary>Passes on what BenchmarkDotNet calls an error, without its remarks on how it was set up.</summary>
internal sealed class ErrorLogger : ILogger
{
    public string Id => nameof(ErrorLogger);

    public int Priority => 0;

    public void Write(LogKind logKind, string text)
    {
        if (logKind == LogKind.Error && !text.StartsWith("//", StringComparison.Ordinal))
        {
            Console.Error.Write(text);
        }
    }

    public void WriteLine() => Flush();

    public void WriteLine(LogKind logKind, string text) => Write(logKind, text + Environment.NewLine);

    public void Flush() => Console.Error.Flush();
}
