using FsCheck;
using FsCheck.Fluent;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import;

/// <summary>Bytes that may be anything, and what must be true of them when they are opened as a recording.</summary>
internal static class AnyRecording
{
    // What a reader reserves whatever the file holds, and what a small file may make of itself by decompression.
    private const long MostBytesReserved = 30_000_000;

    /// <summary>
    /// Ticks, then the end or a <see cref="RecordingFormatException"/>, in bounded memory. No record of a format is shorter than two
    /// bytes or gives more than two ticks; what is compressed may hold more.
    /// </summary>
    public static bool IsReadOrRefused(byte[] bytes, string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        long ticks = 0;
        try
        {
            using IRecordingReader reader = RecordingFormats.Open(name, () => new MemoryStream(bytes, writable: false));
            while (reader.Read(out RecordedTick tick))
            {
                ticks++;
                Assert.InRange((int)tick.Tick.Instrument, 1, reader.Instruments.Count);
                Assert.Equal((ulong)ticks, tick.Tick.Sequence);
            }
        }
        catch (RecordingFormatException failure)
        {
            Assert.StartsWith(name, failure.Message, StringComparison.Ordinal);
        }

        return ticks <= 100_000 && GC.GetAllocatedBytesForCurrentThread() - before < MostBytesReserved;
    }

    /// <summary>As <see cref="IsReadOrRefused(byte[], string)"/>, of a file whose name says nothing.</summary>
    public static bool IsReadOrRefused(byte[] bytes) => IsReadOrRefused(bytes, "any");

    /// <summary>One to four changes of a file of that length.</summary>
    public static Arbitrary<ByteChange[]> ChangesOf(int length) => Arb.From(
        from count in Gen.Choose(1, 4)
        from changes in (
            from at in Gen.Choose(0, length - 1)
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7F, 0x80, 0xFF), Gen.Choose(0, 255).Select(value => (byte)value))
            from cut in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new ByteChange(at, value, cut)).ArrayOf(count)
        select changes);

    /// <summary>The file with the changes.</summary>
    public static byte[] Changed(byte[] bytes, ByteChange[] changes)
    {
        byte[] changed = [.. bytes];
        foreach (ByteChange change in changes.Where(change => change.At < changed.Length))
        {
            changed[change.At] = change.Value;
            changed = change.Cut ? changed[..change.At] : changed;
        }

        return changed;
    }
}
