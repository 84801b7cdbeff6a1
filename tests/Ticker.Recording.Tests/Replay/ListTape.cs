using Ticker.Model;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

/// <summary>A tape of records in memory, given out in pieces of any size, damaged where a test wants it.</summary>
internal sealed class ListTape(IReadOnlyList<Instrument> instruments, IReadOnlyList<Tick> records, Func<int>? piece = null) : ITape
{
    private int _at;

    public IReadOnlyList<Instrument> Instruments => instruments;

    public int? DamagedAt { get; init; }

    public bool IsDisposed { get; private set; }

    public string? Trouble { get; set; }

    public string FeedName(ushort number) => "tape";

    public int Read(Span<Tick> destination)
    {
        if (_at == DamagedAt)
        {
            throw new RecordingFormatException("tape", "a piece is missing");
        }

        int count = Math.Min((DamagedAt ?? records.Count) - _at, Math.Min(destination.Length, piece?.Invoke() ?? TapeReel.MostRead));
        for (int i = 0; i < count; i++)
        {
            destination[i] = records[_at++];
        }

        return count;
    }

    public void GoNear(TapePlace place, TapeStanding standing)
    {
        _at = 0;
        GoOn(standing);
    }

    public void GoOn(TapeStanding standing) => standing.Apply(Tick.ForFeedState(1, FeedState.Live, 1, default));

    public string? TakeTrouble() => (Trouble, Trouble = null).Trouble;

    public void Dispose() => IsDisposed = true;
}
