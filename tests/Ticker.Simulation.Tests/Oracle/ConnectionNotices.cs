using Ticker.Protocol;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>What a peer was told of its connection as a whole: that the server restarts, and what an operator does to it.</summary>
internal sealed class ConnectionNotices
{
    private readonly Queue<int> _holdsToTell = new();
    private int _floorMs;

    /// <summary>Whether it is owed the word that the server restarts.</summary>
    public bool IsOwedWarning { get; set; }

    /// <summary>When it was told to come back, in milliseconds; null = it was not.</summary>
    public int? RetryMs { get; private set; }

    /// <summary>An operator's least interval has begun to count for it.</summary>
    public void Hold(int floorMs)
    {
        if (floorMs != _floorMs)
        {
            _holdsToTell.Enqueue(floorMs);
            _floorMs = floorMs;
        }
    }

    public void Take(Notice notice)
    {
        switch (notice.Code)
        {
            case NoticeCode.Draining:
                Promise.Kept(IsOwedWarning && RetryMs is null && notice.RetryMs is >= 1_000 and <= 5_000, $"{notice} came, owed: {IsOwedWarning}, before it: {RetryMs}");
                RetryMs = notice.RetryMs;
                RunTally.Add(Happening.Warning);
                break;
            case NoticeCode.Conflating or NoticeCode.CaughtUp:
                bool isOwed = _holdsToTell.TryDequeue(out int floorMs);
                Promise.Kept(
                    isOwed && (floorMs == 0 ? notice.Code == NoticeCode.CaughtUp : notice.Code == NoticeCode.Conflating && notice.Detail!.Contains($" {floorMs} ms ")),
                    $"{notice} came; it is held to {floorMs} ms, untold: {isOwed}");
                RunTally.Add(Happening.HoldNotice);
                break;
        }
    }

    /// <summary>It was closed because the server restarts: it was warned, if all were.</summary>
    public void CheckWarned() => Promise.Kept(!IsOwedWarning || RetryMs is not null, $"it was not told that the server restarts");

    /// <summary>All that is due has come.</summary>
    public void CheckCaughtUp()
    {
        CheckWarned();
        Promise.Kept(_holdsToTell.Count == 0, $"it was not told that it is held to {_floorMs} ms");
    }
}
