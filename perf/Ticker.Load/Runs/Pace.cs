using System.Diagnostics;
using Ticker.Load.Feeds;
using Ticker.Load.Subscribers;

namespace Ticker.Load.Runs;

/// <summary>Offers a message each millisecond.</summary>
internal static class Pace
{
    /// <summary>
    /// Publishes for a while. What is late is caught up with at once, and how late it was is told: a stalled publisher
    /// must not look like a calm one. What a server cannot take in that time is never sent.
    /// </summary>
    public static void Publish(IOffer offer, TimeSpan duration, LatencyHistogram lateness)
    {
        long start = Stopwatch.GetTimestamp();
        long steps = (long)(duration / Workload.Step);
        TimeSpan now = TimeSpan.Zero;
        for (long step = 0; step < steps && now < duration; step++)
        {
            TimeSpan due = step * Workload.Step;
            while ((now = Stopwatch.GetElapsedTime(start)) < due)
            {
                offer.ReadWithin(due - now);
            }

            lateness.Add((long)(now - due).TotalNanoseconds);
            offer.SendNext();
        }
    }
}
