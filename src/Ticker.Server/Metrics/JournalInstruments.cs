using System.Diagnostics.Metrics;
using Ticker.Recording.Journal;

namespace Ticker.Server.Metrics;

/// <summary>What the meter tells of the journal.</summary>
internal static class JournalInstruments
{
    /// <summary>Adds the instruments to a meter.</summary>
    /// <param name="meter">The meter.</param>
    /// <param name="counts">What the journal counts.</param>
    public static void Add(Meter meter, JournalCounts counts)
    {
        meter.CreateObservableCounter("ticker.journal.records", () => counts.Records, "{record}", "Records written to the journal");
        meter.CreateObservableCounter("ticker.journal.lost", () => counts.Lost, "{record}", "Records that could not be written to the journal");
        meter.CreateObservableCounter("ticker.journal.failures", () => counts.Failures, "{failure}", "Times that the disk failed the journal");
        meter.CreateObservableCounter("ticker.journal.syncs", () => counts.Syncs, "{sync}", "Times that the disk was waited for");
        meter.CreateObservableCounter("ticker.journal.deleted", () => counts.DeletedBytes, "By", "Bytes of the journal deleted because they were too old or too many");
        meter.CreateObservableUpDownCounter("ticker.journal.size", () => counts.StoredBytes, "By", "Bytes of the journal's files, as of the last look at them");
        meter.CreateObservableUpDownCounter("ticker.journal.stopped", () => counts.IsStopped ? 1 : 0, "1", "1 while nothing can be written to the journal");
    }
}
