using System.Diagnostics;
using System.Globalization;

namespace Ticker.Cli.Output;

/// <summary>
/// Shows how something gets on: one line that redraws itself on a terminal, now and then a plain line elsewhere.
/// </summary>
internal sealed class ProgressLine : IAsyncDisposable
{
    private const int BarWidth = 24;

    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly Func<TimeSpan, string> _line;
    private readonly TextWriter _output;
    private readonly bool _terminal;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _drawing;
    private readonly long _started = Stopwatch.GetTimestamp();

    private ProgressLine(Func<TimeSpan, string> line, TextWriter output, bool terminal)
    {
        (_line, _output, _terminal) = (line, output, terminal);
        _drawing = DrawAsync();
    }

    /// <summary>Starts on standard error, drawn as fits what that is.</summary>
    /// <param name="state">How much is done, 0 to 1 or NaN where no end is known, and how many ticks that were; asked from another thread.</param>
    /// <param name="acked">The newest ack of them, asked likewise; null where there are none.</param>
    public static ProgressLine ToStandardError(Func<(double Fraction, long Ticks)> state, Func<ulong>? acked = null) =>
        ToStandardError(elapsed =>
        {
            (double fraction, long ticks) = state();
            return Line(fraction, ticks, elapsed, !Console.IsErrorRedirected, acked?.Invoke());
        });

    /// <summary>Starts on standard error, with lines of the caller's own.</summary>
    /// <param name="line">The line for a time since the start; asked from another thread.</param>
    public static ProgressLine ToStandardError(Func<TimeSpan, string> line) => new(line, Console.Error, !Console.IsErrorRedirected);

    /// <summary>The line for a state of affairs.</summary>
    /// <param name="fraction">How much is done, 0 to 1; NaN = no known end.</param>
    /// <param name="ticks">How many ticks that were.</param>
    /// <param name="elapsed">Since the start.</param>
    /// <param name="bar">Whether to draw a bar.</param>
    /// <param name="acked">The newest ack; null = there are none.</param>
    public static string Line(double fraction, long ticks, TimeSpan elapsed, bool bar, ulong? acked = null)
    {
        double rate = ticks / Math.Max(elapsed.TotalSeconds, 0.001);
        string counts = string.Create(CultureInfo.InvariantCulture, $"{ticks:N0} ticks  {rate:N0}/s{(acked is null ? "" : "  acked ")}{acked:N0}");
        if (double.IsNaN(fraction))
        {
            return $"{counts}  {elapsed:h\\:mm\\:ss}";
        }

        fraction = Math.Clamp(fraction, 0, 1);
        int filled = (int)(fraction * BarWidth);
        string drawn = bar ? $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] " : "";
        string left = fraction is > 0 and < 1 ? $"  eta {elapsed * ((1 - fraction) / fraction):h\\:mm\\:ss}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{drawn}{fraction * 100,3:F0}%  {counts}{left}");
    }

    /// <summary>Stops and clears the line.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        await _drawing;
        _stopping.Dispose();
    }

    private async Task DrawAsync()
    {
        using var timer = new PeriodicTimer(_terminal ? TerminalInterval : PlainInterval);
        try
        {
            while (await timer.WaitForNextTickAsync(_stopping.Token))
            {
                string line = _line(Stopwatch.GetElapsedTime(_started));
                await _output.WriteAsync(_terminal ? $"\r{line}\e[K" : $"{line}{Environment.NewLine}");
            }
        }
        catch (OperationCanceledException)
        {
            if (_terminal)
            {
                await _output.WriteAsync("\r\e[K");
            }
        }
    }
}
