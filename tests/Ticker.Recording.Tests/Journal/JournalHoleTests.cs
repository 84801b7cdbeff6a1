using Ticker.Engine.Normalize;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>A server that is killed while it cannot keep what it numbers: the next one must know, whatever the disk still takes.</summary>
public sealed class JournalHoleTests : IDisposable
{
    private readonly TemporaryDirectory _directory = new();
    private readonly FixedTime _time = new(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));
    private readonly FailingDisk _disk = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Commit_DiskTakesNoMark_TheNextOneStillKnowsOfTheHole()
    {
        long epoch;
        ulong given;
        using (JournalRun first = Run())
        {
            FeedSession session = Publishing(first, 1, 100);
            epoch = first.Journal.Stored.Epoch;
            _disk.IsReadOnly = true;
            first.Publish(session, 101, 200);
            given = (ulong)first.HandedOn.Count;
            first.Die();
        }

        _disk.IsReadOnly = false;
        using JournalRun second = Run();
        Assert.True(second.Journal.Stored.Epoch > epoch);
        Assert.True(second.Journal.Stored.Sequence >= given);
        Publishing(second, 201, 300);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        RecordingGap gap = Assert.Single(reader.Gaps);
        Assert.Equal((RecordingGapCause.Epoch, new StreamPosition(epoch, given - 100)), (gap.Cause, gap.After));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_DiskTakesNoChangeForAWhile_TheHoleIsMarkedWhenTheJournalIsTriedAgain(bool stillReadOnly)
    {
        long epoch;
        using (JournalRun first = Run())
        {
            FeedSession session = Publishing(first, 1, 100);
            epoch = first.Journal.Stored.Epoch;
            (_disk.IsReadOnly, _disk.KeepsNames) = (true, true);
            first.Publish(session, 101, 200);

            // No segment can be begun yet; only the mark can be written, or taken away.
            (_disk.IsFull, _disk.IsReadOnly, _disk.KeepsNames) = (true, stillReadOnly, !stillReadOnly);
            _time.Now += TimeSpan.FromSeconds(2);
            first.Publish(session, 201, 300);
            first.Die();
        }

        (_disk.IsFull, _disk.IsReadOnly, _disk.KeepsNames) = (false, false, false);
        using JournalRun second = Run();
        Assert.NotEqual(epoch, second.Journal.Stored.Epoch);
    }

    [Fact]
    public void Commit_TheMarkWasTakenAway_ItIsMadeAgainWithTheJournal()
    {
        long epoch;
        using (JournalRun first = Run())
        {
            FeedSession session = Publishing(first, 1, 100);
            epoch = first.Journal.Stored.Epoch;
            _disk.IsReadOnly = true;
            first.Publish(session, 101, 200);
            Assert.False(File.Exists(_directory.File("journal.mark")));

            _disk.IsReadOnly = false;
            _time.Now += TimeSpan.FromSeconds(2);
            first.Publish(session, 201, 300);
            first.Die();
        }

        using JournalRun second = Run();
        Assert.Equal(epoch, second.Journal.Stored.Epoch);
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.Equal(RecordingGapCause.Hole, Assert.Single(reader.Gaps).Cause);
    }

    [Fact]
    public void Begin_NoRoomFromTheStart_TheNextOneDoesNotGiveTheNumbersAgain()
    {
        long epoch;
        using (JournalRun first = Run())
        {
            Publishing(first, 1, 100);
            epoch = first.Journal.Stored.Epoch;
        }

        _disk.IsFull = true;
        using (JournalRun second = Run())
        {
            Assert.Equal(epoch, second.Journal.Stored.Epoch);
            second.Publish(second.Open(), 101, 200);
            second.Die();
        }

        _disk.IsFull = false;
        using JournalRun third = Run();
        Assert.True(third.Journal.Stored.Epoch > epoch);
    }

    [Fact]
    public void Begin_ANewJournal_BothPlacesOfItsMarkHaveRoom()
    {
        // A disk that is full lets be written over what has been written, and nothing else.
        using JournalRun run = Run();
        Assert.Equal([0L, 4096L], _disk.Reserved);

        _disk.IsFull = true;
        Publishing(run, 1, 100);
        Assert.True(run.Journal.Counts.IsStopped);
        Assert.True(File.Exists(_directory.File("journal.mark")));
    }

    private static FeedSession Publishing(JournalRun run, ulong from, ulong to)
    {
        FeedSession session = run.Open();
        JournalRun.Define(session);
        run.Publish(session, from, to);
        return session;
    }

    private JournalRun Run() => new(_directory.Path, _time, _disk);
}
