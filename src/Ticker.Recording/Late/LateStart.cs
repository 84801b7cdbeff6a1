using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Late;

/// <summary>Where a late market begins: the market as the journal has it at an instant, and a reader that stands there.</summary>
/// <param name="Stored">The market.</param>
/// <param name="Time">The latest receive time in it.</param>
/// <param name="Reader">What follows; whoever gets it disposes it.</param>
/// <param name="Runs">Orders the states of feeds.</param>
internal sealed record LateStart(StoredMarket Stored, UnixNanos Time, RecordingReader Reader, FeedRuns Runs)
{
    /// <summary>Finds it.</summary>
    /// <param name="journal">The journal.</param>
    /// <param name="time">The instant: what was received before it counts.</param>
    /// <returns>Null when the journal does not keep so much any more.</returns>
    /// <exception cref="RecordingFormatException">There is nothing in it.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static LateStart? Find(LiveJournal journal, UnixNanos time)
    {
        RecordingReader reader = journal.OpenReader();
        try
        {
            reader.SkipsDamage = true;
            RecordingSegment oldest = reader.Segments[0];
            if (oldest.Ordinal > 1 && time.Value <= oldest.Head.TimeBefore)
            {
                reader.Dispose();
                return null;
            }

            reader.Seek(time);
            var runs = new FeedRuns(reader.Segments);
            RecordedMarket market = reader.MarketAsOf(reader.Position);
            var stored = new StoredMarket
            {
                Epoch = reader.Position.Epoch,
                Sequence = reader.Position.Sequence,
                Records = [.. market.Records.Select(record => record.Kind == TickKind.FeedState ? runs.Order(in record) : record)],
            };
            return new LateStart(stored, market.Time, reader, runs);
        }
        catch
        {
            reader.Dispose();
            throw;
        }
    }
}
