using Ticker.Model;
using Ticker.Recording.History;

namespace Ticker.Recording.Tests.History;

/// <summary>A range of history, read to its end.</summary>
internal sealed record HistoryReading(IReadOnlyList<Tick> Ticks, IReadOnlyList<HistoryGap> Gaps, StreamPosition Position)
{
    public static HistoryReading Of(string directory, HistoryBound? from = null, HistoryBound? to = null, bool isStopped = false)
    {
        using HistoryReader reader = HistoryReader.Open(directory, isStopped);
        Assert.True(reader.Begin(new HistoryRange { From = from, To = to }, _ => true));
        return ToTheEnd(reader);
    }

    public static HistoryReading ToTheEnd(HistoryReader reader)
    {
        List<Tick> ticks = [];
        List<HistoryGap> gaps = [];
        for (HistoryStep step; (step = reader.Read(out RecordedTick tick)) != HistoryStep.End;)
        {
            if (step == HistoryStep.Tick)
            {
                ticks.Add(tick.Tick);
            }
            else if (step == HistoryStep.Gap)
            {
                gaps.Add(reader.Gap!);
            }
        }

        return new HistoryReading(ticks, gaps, reader.Position);
    }
}
