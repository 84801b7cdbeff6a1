using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Recording.Journal;

namespace Ticker.Server.Health;

/// <summary>Whether subscribers and publishers should be sent here, and if not, why. Thread-safe.</summary>
/// <param name="pipeline">Whose lanes must move.</param>
/// <param name="failure">Knows whether it died.</param>
/// <param name="lifetime">Knows whether the server has started.</param>
/// <param name="time">The clock.</param>
/// <param name="journal">What is streamed is kept in, if it is.</param>
internal sealed class Readiness(Pipeline pipeline, PipelineFailure failure, IHostApplicationLifetime lifetime, TimeProvider time, LiveJournal? journal = null)
{
    // A lane that takes this long over one turn holds up every feed.
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private readonly (ulong Position, long Since)[] _lanes = [.. pipeline.Lanes.Select(_ => (0UL, time.GetTimestamp()))];
    private volatile bool _isDraining;

    /// <summary>Whether it is about to stop.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>It is about to stop: from now on it is not ready.</summary>
    public void Drain() => _isDraining = true;

    /// <summary>
    /// Every reason why it is not ready: <c>starting</c>, <c>draining</c>, <c>pipeline_failed</c>, <c>lane_stalled</c>. None = it is.
    /// </summary>
    public IReadOnlyList<string> Reasons()
    {
        var reasons = new List<string>();
        if (!lifetime.ApplicationStarted.IsCancellationRequested)
        {
            reasons.Add("starting");
        }

        if (_isDraining)
        {
            reasons.Add("draining");
        }

        if (failure.HasFailed)
        {
            reasons.Add("pipeline_failed");
        }

        if (AnyLaneStalls())
        {
            reasons.Add("lane_stalled");
        }

        return reasons;
    }

    /// <summary>What is wrong though it serves: <c>journal_stopped</c>. Mostly nothing.</summary>
    public IReadOnlyList<string> Warnings() => journal is { Counts.IsStopped: true } ? ["journal_stopped"] : [];

    // Seen between two looks: one that is behind and stands where it stood.
    private bool AnyLaneStalls()
    {
        lock (_lock)
        {
            bool any = false;
            for (int n = 0; n < _lanes.Length; n++)
            {
                Lane lane = pipeline.Lanes[n];
                ulong applied = lane.Position;
                if (applied != _lanes[n].Position || applied >= pipeline.Position.Sequence)
                {
                    _lanes[n] = (applied, time.GetTimestamp());
                }

                any |= time.GetElapsedTime(_lanes[n].Since) >= Stall;
            }

            return any;
        }
    }
}
