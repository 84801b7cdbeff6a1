using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Dbn;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>All that a file gives, and what ended it.</summary>
internal sealed record DbnReading(IReadOnlyList<Instrument> Instruments, IReadOnlyList<RecordedTick> Ticks, DbnCounts Counts, RecordingFormatException? Failure)
{
    public static DbnReading OfShared(string relative) => Of(SharedFeeds.PathOf(relative), File.ReadAllBytes(SharedFeeds.PathOf(relative)));

    public static DbnReading Of(params byte[][] parts) => Of("made.dbn", [.. parts.SelectMany(part => part)]);

    public static DbnReading Of(string name, byte[] stored, RecordingOpening? opening = null)
    {
        List<RecordedTick> ticks = [];
        DbnReader? reader = null;
        try
        {
            using IRecordingReader opened = RecordingFormats.Open(name, () => new MemoryStream(stored, writable: false), opening);
            reader = (DbnReader)opened;
            while (reader.Read(out RecordedTick tick))
            {
                ticks.Add(tick);
            }

            Assert.Equal(reader.Length, reader.BytesRead);
            return new DbnReading(reader.Instruments, ticks, reader.Counts, null);
        }
        catch (RecordingFormatException failure)
        {
            return new DbnReading(reader?.Instruments ?? [], ticks, reader?.Counts ?? new DbnCounts(), failure);
        }
    }

    public IEnumerable<string> Names => Instruments.Select(instrument => instrument.FullName);

    public IEnumerable<Tick> Of(TickKind kind) => Ticks.Select(tick => tick.Tick).Where(tick => tick.Kind == kind);
}
