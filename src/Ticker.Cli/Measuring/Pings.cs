using System.Diagnostics;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Cli.Measuring;

/// <summary>
/// Pings a server, and holds its clock against ours: a pong tells when the server wrote it, which was somewhere between our asking
/// and our getting the answer, so the quickest ping tells most. Used by the one who reads and sends.
/// </summary>
internal sealed class Pings(TickerSubscriber subscriber)
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(200);

    private long _asked;
    private bool _isOut;
    private long _quickest = long.MaxValue;

    /// <summary>How long it took from the ping to the pong.</summary>
    public LatencyHistogram Trips { get; } = new();

    /// <summary>How much later the server's clock is than ours, in nanoseconds, as the quickest ping tells; 0 without any.</summary>
    public long OffsetNanos { get; private set; }

    /// <summary>How wrong that may be, either way: half of what the quickest ping took.</summary>
    public long UncertaintyNanos => Trips.Count == 0 ? 0 : _quickest / 2;

    /// <summary>Sends a ping if it is time for one and none is on its way.</summary>
    public async ValueTask AskWhenDueAsync(CancellationToken cancellation)
    {
        if (_isOut || (_asked != 0 && Stopwatch.GetElapsedTime(_asked) < Between))
        {
            return;
        }

        (_asked, _isOut) = (Stopwatch.GetTimestamp(), true);
        await subscriber.SendAsync(new PingMessage { T = _asked }, cancellation);
    }

    /// <summary>Takes an answer, right after it was read.</summary>
    public void Take(Pong pong)
    {
        if (!_isOut || pong.T != _asked)
        {
            return;
        }

        long now = UnixNanos.Now(TimeProvider.System).Value;
        long trip = (long)Stopwatch.GetElapsedTime(_asked).TotalNanoseconds;
        _isOut = false;
        Trips.Add(trip);
        if (trip < _quickest)
        {
            (_quickest, OffsetNanos) = (trip, pong.Time.Value - (now - (trip / 2)));
        }
    }
}
