using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import;

/// <summary>
/// What is true of whatever is opened as a recording: ticks, then the end or a <see cref="RecordingFormatException"/> that names the file.
/// No record of a format is shorter than two bytes or gives more than two ticks; what is compressed may hold more.
/// </summary>
internal static class ReadOrRefused
{
    /// <summary>The most bytes reserved: what a reader takes whatever the file holds, and what a small file may make of itself by decompression.</summary>
    public const long MostReserved = 30_000_000;

    private const long MostTicks = 100_000;

    /// <summary>Reads it to its end.</summary>
    /// <param name="bytes">The file.</param>
    /// <param name="name">Its name.</param>
    /// <param name="refusal">Why it was refused; null = it was not.</param>
    /// <returns>How many ticks there were before.</returns>
    public static long Read(byte[] bytes, string name, out string? refusal)
    {
        refusal = null;
        long ticks = 0;
        try
        {
            using IRecordingReader reader = RecordingFormats.Open(name, () => new MemoryStream(bytes, writable: false));
            while (reader.Read(out RecordedTick tick))
            {
                ticks++;
                Assert.InRange(ticks, 1, MostTicks);
                Assert.InRange((int)tick.Tick.Instrument, 1, reader.Instruments.Count);
                Assert.Equal((ulong)ticks, tick.Tick.Sequence);
            }
        }
        catch (RecordingFormatException failure)
        {
            Assert.StartsWith(name, failure.Message, StringComparison.Ordinal);
            refusal = failure.Message;
        }

        return ticks;
    }
}
