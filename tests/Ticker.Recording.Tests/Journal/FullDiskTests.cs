using Ticker.Engine.Normalize;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

public sealed class FullDiskTests
{
    [SmallDiskFact]
    public void Append_OnADiskThatIsReallyFull_GoesOnInANewSegmentWhenThereIsRoom()
    {
        using SmallDisk disk = SmallDisk.TryCreate(megabytes: 4)!;
        var time = new FixedTime(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));
        string filler = Path.Combine(disk.Path, "filler");
        File.WriteAllBytes(filler, new byte[1024 * 1024]);
        string directory = Path.Combine(disk.Path, "journal");
        ulong last = 0;
        using (var run = new JournalRun(directory, time, options: options => options with { SegmentBytes = 1024 * 1024 }))
        {
            FeedSession session = run.Open();
            JournalRun.Define(session);
            while (!run.Journal.Counts.IsStopped)
            {
                run.Publish(session, last + 1, last += 500);
            }

            ulong durable = session.Feed.Durability.Durable;
            Assert.InRange(durable, 1ul, last - 1);
            run.Publish(session, last + 1, last += 500);
            time.Now += TimeSpan.FromSeconds(2);
            run.Publish(session, last + 1, last += 500);
            Assert.True(run.Journal.Counts.IsStopped);

            File.Delete(filler);
            time.Now += TimeSpan.FromSeconds(2);
            run.Publish(session, last + 1, last += 500);
            Assert.False(run.Journal.Counts.IsStopped);
            Assert.Equal(durable, session.Feed.Durability.Durable);

            // Everything went on to subscribers, and what is kept is what they got, but for the hole.
            Assert.Equal(last, (ulong)run.HandedOn.Count(tick => tick.Instrument != 0 && tick.Kind < Model.TickKind.Definition));
            using RecordingReader reader = RecordingReader.Open(directory);
            RecordingGap hole = Assert.Single(reader.Gaps);
            Assert.Equal(RecordingGapCause.Hole, hole.Cause);
            Assert.Equal((long)(hole.Next.Sequence - hole.After.Sequence) - 1, run.Journal.Counts.Lost);
            ulong expected = 1;
            while (reader.ReadRecord(out Model.Tick record))
            {
                expected = expected == hole.After.Sequence + 1 ? hole.Next.Sequence : expected;
                Assert.Equal(run.HandedOn[(int)expected - 1], record);
                expected++;
            }

            Assert.Equal((ulong)run.HandedOn.Count + 1, expected);
        }

        using var again = new JournalRun(directory, time);
        Assert.Equal(last, again.Open().LastSequence);
    }
}
