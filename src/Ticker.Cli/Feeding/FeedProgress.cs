using System.Diagnostics;
using System.Globalization;
using Ticker.Client.Feeds;

namespace Ticker.Cli.Feeding;

/// <summary>
/// Shows how a feed gets on: one line that redraws itself on a terminal, now and then a plain line elsewhere.
/// </summary>
internal sealed class FeedProgress : IAsyncDisposable
{
    private const int BarWidth = 24;

    private static readonly TimeSpan TerminalInterval = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainInterval = TimeSpan.FromSeconds(5);

    private readonly FeedPublisher _publisher;
    private readonly TextWriter _output;
    private readonly bool _terminal;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _drawing;
    private readonly long _started = Stopwatch.GetTimestamp();
    private double _fraction = double.NaN;
    private bool _disposed;

    private FeedProgress(FeedPublisher publisher, TextWriter output, bool terminal)
    {
        (_publisher, _output, _terminal) = (publisher, output, terminal);
        _drawing = DrawAsync();
    }

    /// <summary>How much is done, 0 to 1; null where there is no known end. Any thread may set it.</summary>
    public double? Fraction { set => Volatile.Write(ref _fraction, value ?? double.NaN); }

    /// <summary>Starts on standard error, drawn as fits what that is.</summary>
    public static FeedProgress ToStandardError(FeedPublisher publisher) => new(publisher, Console.Error, !Console.IsErrorRedirected);

    /// <summary>The line for a state of affairs.</summary>
    /// <param name="fraction">How much is done, 0 to 1; NaN = no known end.</param>
    /// <param name="sent">Ticks sent.</param>
    /// <param name="received">The newest ack.</param>
    /// <param name="elapsed">Since the start.</param>
    /// <param name="bar">Whether to draw a bar.</param>
    public static string Line(double fraction, long sent, ulong received, TimeSpan elapsed, bool bar)
    {
        double rate = sent / Math.Max(elapsed.TotalSeconds, 0.001);
        string counts = string.Create(CultureInfo.InvariantCulture, $"{sent:N0} ticks  {rate:N0}/s  acked {received:N0}");
        if (double.IsNaN(fraction))
        {
            return $"{counts}  {elapsed:h\\:mm\\:ss}";
        }

        fraction = Math.Clamp(fraction, 0, 1);
        int filled = (int)(fraction * BarWidth);
        string drawn = bar ? $"[{new string('=', filled)}{new string(' ', BarWidth - filled)}] " : "";
        string eta = fraction is > 0 and < 1 ? $"  eta {elapsed * ((1 - fraction) / fraction):h\\:mm\\:ss}" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{drawn}{fraction * 100,3:F0}%  {counts}{eta}");
    }

    /// <summary>Stops and clears the line.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
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
                string line = Line(Volatile.Read(ref _fraction), _publisher.Sent, _publisher.Received, Stopwatch.GetElapsedTime(_started), _terminal);
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
