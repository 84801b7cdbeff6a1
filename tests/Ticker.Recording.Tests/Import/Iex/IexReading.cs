using Ticker.Model;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Iex;

namespace Ticker.Recording.Tests.Import.Iex;

/// <summary>All that a capture gives, and what ended it.</summary>
internal sealed record IexReading(IReadOnlyList<Instrument> Instruments, IReadOnlyList<RecordedTick> Ticks, IexCounts Counts, RecordingFormatException? Failure)
{
    public IEnumerable<string> Names => Instruments.Select(instrument => instrument.FullName);

    /// <summary>Packets a second apart, in a classic capture.</summary>
    public static IexReading OfPackets(params byte[][] packets) =>
        Of(CaptureBytes.Pcap(false, true, packets.Select((packet, n) => (IexBytes.Noon + (n * 1_000_000_000L) + 5, packet))));

    public static IexReading Of(byte[] stored, RecordingOpening? opening = null, string name = "made.pcap")
    {
        List<RecordedTick> ticks = [];
        IexReader? reader = null;
        try
        {
            using IRecordingReader opened = RecordingFormats.Open(name, () => new MemoryStream(stored, writable: false), opening);
            reader = (IexReader)opened;
            while (reader.Read(out RecordedTick tick))
            {
                ticks.Add(tick);
            }

            Assert.Equal(reader.Length, reader.BytesRead);
            return new IexReading(reader.Instruments, ticks, reader.Counts, null);
        }
        catch (RecordingFormatException failure)
        {
            return new IexReading(reader?.Instruments ?? [], ticks, reader?.Counts ?? new IexCounts(), failure);
        }
    }

    public IEnumerable<Tick> Of(TickKind kind) => Ticks.Select(tick => tick.Tick).Where(tick => tick.Kind == kind);
}
