using Ticker.Model;

namespace Ticker.Recording.Journal;

/// <summary>Deletes the oldest segments, by size and by age. For one thread.</summary>
/// <param name="options">How much is kept, and how long.</param>
/// <param name="counts">Is told.</param>
/// <param name="scanner">What reads.</param>
/// <param name="time">The clock.</param>
internal sealed class Retention(JournalOptions options, JournalCounts counts, BlockScanner scanner, TimeProvider time)
{
    /// <summary>Deletes what is too much or too old; never the newest segment.</summary>
    /// <exception cref="IOException">A file could not be deleted.</exception>
    public void Apply()
    {
        List<RecordingSegment> segments = SegmentList.Load(options.Directory, 0, scanner);
        long[] sizes = [.. segments.Select(segment => SizeOf(segment.Ordinal))];
        long total = sizes.Sum();
        long oldest = UnixNanos.From(time.GetUtcNow() - options.MaxAge).Value;
        for (int n = 0; n < segments.Count - 1; n++)
        {
            // The next one was begun when this one got its last record.
            bool isOld = segments[n + 1].Head.CreatedAt is not 0 and var ended && ended < oldest;
            if (!isOld && total <= options.MaxBytes)
            {
                break;
            }

            Delete(segments[n].Ordinal);
            total -= sizes[n];
            counts.Deleted(sizes[n]);
        }

        counts.Stored(total);
    }

    private string[] FilesOf(uint ordinal) =>
    [
        JournalFormat.SegmentPath(options.Directory, ordinal), JournalFormat.IndexPath(options.Directory, ordinal), JournalFormat.CheckpointPath(options.Directory, ordinal),
    ];

    private long SizeOf(uint ordinal) => FilesOf(ordinal).Select(path => new FileInfo(path)).Sum(file => file.Exists ? file.Length : 0);

    private void Delete(uint ordinal)
    {
        foreach (string path in FilesOf(ordinal))
        {
            File.Delete(path);
        }
    }
}
