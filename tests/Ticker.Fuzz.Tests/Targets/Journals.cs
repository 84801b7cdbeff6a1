using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Recording;
using Ticker.Recording.Journal;
using Ticker.Recording.Tests.Journal;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// A journal of which one file is not as it was written. Never a value that was not written, none twice, none out of order; what is missing
/// is named, or torn off the end. The first byte of an input says which file, the rest is what is in it.
/// </summary>
internal sealed class Journals : IFuzzTarget
{
    private const ulong Count = 3_000;

    private readonly (string Name, byte[] Content)[] _files = Made();

    public string Name => "journals";

    public IReadOnlyList<byte[]> Words { get; } = [[0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF], new byte[64], [.. Enumerable.Repeat((byte)0xFF, 64)], BitConverter.GetBytes(Ticks.Epoch), BitConverter.GetBytes(Count)];

    public byte[] Whole(Random random)
    {
        int file = random.Next(_files.Length);
        return [(byte)file, .. _files[file].Content];
    }

    public string Read(byte[] input, Random random)
    {
        using var directory = new TemporaryDirectory();
        int changed = input is [byte first, ..] ? first % _files.Length : 0;
        for (int i = 0; i < _files.Length; i++)
        {
            File.WriteAllBytes(directory.File(_files[i].Name), i == changed ? input.AsSpan(Math.Min(1, input.Length)) : _files[i].Content);
        }

        try
        {
            using RecordingReader reader = RecordingReader.Open(directory.Path);
            reader.SkipsDamage = random.Next(2) == 0;
            string outcome = ReadAll(reader);
            Seek(reader, random);
            return $"{Path.GetExtension(_files[changed].Name)} {outcome}";
        }
        catch (RecordingFormatException refused)
        {
            return Outcome.Of(Path.GetFileName(refused.Message));
        }
    }

    // The windows that files are read through.
    public long MostReserved(int length) => 30_000_000;

    private static string ReadAll(RecordingReader reader)
    {
        // Where the first segment's beginning cannot be read, nothing tells how much that was.
        ulong last = reader.Start.Sequence;
        bool begins = last == 0;
        int told = 0;
        var missing = new List<(ulong After, ulong Next)>();
        for (; told <= (int)Count; told++)
        {
            try
            {
                while (reader.Read(out RecordedTick read))
                {
                    ulong sequence = read.Tick.Sequence;
                    Assert.InRange(sequence, last + 1, Count);
                    Assert.Equal(Ticks.Tick(sequence), read.Tick);
                    if (sequence > last + 1)
                    {
                        missing.Add((last, sequence));
                    }

                    last = sequence;
                }

                break;
            }
            catch (RecordingFormatException damage)
            {
                Assert.False(reader.SkipsDamage, $"told of damage that it was to skip: {damage.Message}");
            }
        }

        Assert.InRange(told, 0, (int)Count);
        Assert.True(begins || reader.Gaps.Any(gap => gap.Cause == RecordingGapCause.Damage && gap.File == reader.Segments[0].Name && gap.Offset == 0), "the beginning is missing");
        foreach ((ulong after, ulong next) in missing)
        {
            Assert.True(
                reader.Gaps.Any(gap => gap.After.Sequence <= after && gap.Next.Sequence >= next),
                $"between {after} and {next} something is missing; told were {string.Join(", ", reader.Gaps)}");
        }

        return $"{(last == Count ? "to the end" : "cut")} {Outcome.Of(missing.Count)} {Outcome.Of(reader.Gaps.Count)} {string.Join(' ', reader.Gaps.Select(gap => gap.Cause).Distinct())} {reader.TornBytes > 0}";
    }

    // Where a seek leads is where reading goes on, whatever an index says.
    private static void Seek(RecordingReader reader, Random random)
    {
        reader.SkipsDamage = true;
        ulong after = (ulong)random.Next(1, (int)Count);
        SeekResult result = reader.Seek(new StreamPosition(Ticks.Epoch, after));
        if (result == SeekResult.Found && reader.Read(out RecordedTick next))
        {
            Assert.InRange(next.Tick.Sequence, after + 1, Count);
            Assert.Equal(Ticks.Tick(next.Tick.Sequence), next.Tick);
        }

        ulong second = (ulong)random.Next(1, (int)Count);
        if (reader.Seek(Ticks.Time(second)) && reader.Read(out next))
        {
            Assert.InRange(next.Tick.Sequence, second, Count);
            Assert.Equal(Ticks.Tick(next.Tick.Sequence), next.Tick);
        }
    }

    private static (string Name, byte[] Content)[] Made()
    {
        using var directory = new TemporaryDirectory();
        using (RecordingWriter writer = RecordingWriter.Create(directory.Path, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 100_000 }))
        {
            for (ulong n = 1; n <= Count; n++)
            {
                writer.Append(Ticks.Tick(n));
                if (n % 200 == 0)
                {
                    writer.Flush();
                }
            }

            writer.Complete();
        }

        return [.. Directory.GetFiles(directory.Path).Order(StringComparer.Ordinal).Select(path => (Path.GetFileName(path), File.ReadAllBytes(path)))];
    }
}
