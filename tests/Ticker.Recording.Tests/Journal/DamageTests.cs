using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>Files that are not as they were written: what is told, and what is read all the same.</summary>
public sealed class DamageTests : IDisposable
{
    private const ulong Count = 9_000;

    private readonly TemporaryDirectory _directory = new();
    private readonly FixedTime _time = new(new DateTimeOffset(2024, 8, 8, 23, 54, 13, TimeSpan.Zero));

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Read_TornAtEveryByteOfTheLastBlock_ReadsAllBeforeAndIsNoDamage()
    {
        WriteUnclosed(120, lastBlock: 3);
        string path = Path.Combine(_directory.Path, "segment-00000001.ticks");
        byte[] whole = File.ReadAllBytes(path);
        long lastBlock = whole.Length - (64 + (3 * 64));
        for (int length = (int)lastBlock; length <= whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            using RecordingReader reader = RecordingReader.Open(_directory.Path);
            Assert.Equal(length == whole.Length ? 120 : 117, ReadAll(reader).Count);
            Assert.Equal(length == whole.Length ? 0 : length - lastBlock, reader.TornBytes);
            Assert.Empty(reader.Gaps);
        }
    }

    [Fact]
    public void Open_TornAtEveryByteOfTheLastBlock_CutsThatAndSaysSo()
    {
        ulong before;
        using (var first = new JournalRun(_directory.Path, _time))
        {
            var session = first.Open();
            JournalRun.Define(session);
            first.Publish(session, 1, 50);
            before = first.Journal.Written.Sequence;
            first.Publish(session, 51, 52);
            first.Die();
        }

        const string Newest = "segment-00000001.ticks";
        string path = Path.Combine(_directory.Path, Newest);
        byte[] whole = File.ReadAllBytes(path);
        byte[] mark = File.ReadAllBytes(_directory.File("journal.mark"));
        int lastBlock = whole.Length - (64 + (2 * 64) + 32);
        for (int length = lastBlock; length < whole.Length; length++)
        {
            File.WriteAllBytes(path, whole[..length]);
            File.WriteAllBytes(_directory.File("journal.mark"), mark);
            using (var again = new JournalRun(_directory.Path, _time))
            {
                Assert.Equal(before, again.Journal.Stored.Sequence);
                Assert.Equal(length > lastBlock ? 1 : 0, again.Notices.Count(notice => notice.Kind == JournalNoticeKind.Cut));
                Assert.Equal(lastBlock, new FileInfo(path).Length);
                Assert.Equal(50ul, again.Open().LastSequence);
            }

            foreach (string later in Directory.EnumerateFiles(_directory.Path, "segment-*").Where(file => !file.Contains("00000001", StringComparison.Ordinal)))
            {
                File.Delete(later);
            }
        }
    }

    [Fact]
    public void Open_LastBlockChangedButWhole_IsDamageAndANewEpochBegins()
    {
        long epoch;
        using (var first = new JournalRun(_directory.Path, _time))
        {
            var session = first.Open();
            JournalRun.Define(session);
            first.Publish(session, 1, 50);
            first.Publish(session, 51, 52);
            epoch = first.Journal.Stored.Epoch;
            first.Die();
        }

        string path = Path.Combine(_directory.Path, "segment-00000001.ticks");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[^100] ^= 1;
        File.WriteAllBytes(path, bytes);
        using var again = new JournalRun(_directory.Path, _time);
        Assert.NotEqual(epoch, again.Journal.Stored.Epoch);
        Assert.Equal(bytes.Length, new FileInfo(path).Length);
        JournalNotice damage = Assert.Single(again.Notices, notice => notice.Kind == JournalNoticeKind.Damage);
        Assert.Contains("segment-00000001.ticks", damage.Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_OneBitFlippedAnywhere_IsNamedAndTheRestIsRead()
    {
        Write();
        string[] files = [.. Directory.EnumerateFiles(_directory.Path, "*.ticks").Order()];
        var random = new Random(7);
        for (int round = 0; round < 300; round++)
        {
            string path = files[random.Next(files.Length)];
            byte[] whole = File.ReadAllBytes(path);
            byte[] flipped = [.. whole];
            int at = random.Next(whole.Length);
            flipped[at] ^= (byte)(1 << random.Next(8));
            File.WriteAllBytes(path, flipped);
            AssertNamed(path, at, round);
            File.WriteAllBytes(path, whole);
        }

        using RecordingReader mended = RecordingReader.Open(_directory.Path);
        Assert.Equal((int)Count, ReadAll(mended).Count);
    }

    [Fact]
    public void Read_DamageTold_GoesOnAfterIt()
    {
        Write();
        string path = Path.Combine(_directory.Path, "segment-00000002.ticks");
        byte[] bytes = File.ReadAllBytes(path);
        bytes[70_000] ^= 1;
        File.WriteAllBytes(path, bytes);

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        List<Tick> read = [];
        RecordingFormatException told = Assert.Throws<RecordingFormatException>(() => ReadInto(reader, read));
        Assert.Equal(path, told.File);
        Assert.InRange(told.Offset, 70_000 - 65_536, 70_000);
        ulong last = read[^1].Sequence;
        Assert.True(reader.Read(out RecordedTick next));
        Assert.True(next.Tick.Sequence > last + 1);
        Assert.Equal(reader.Gaps.Single(), reader.GapBefore);
        Assert.Equal((last, next.Tick.Sequence), (reader.GapBefore!.After.Sequence, reader.GapBefore.Next.Sequence));
        read.Add(next.Tick);
        ReadInto(reader, read);
        Assert.Equal(Count, read[^1].Sequence);
    }

    [Fact]
    public void Read_PartOfASegmentCutOff_IsNamed()
    {
        Write();
        string path = Path.Combine(_directory.Path, "segment-00000002.ticks");
        byte[] bytes = File.ReadAllBytes(path);
        foreach (int length in new[] { bytes.Length - 64, bytes.Length - 65, 100_000, 200 })
        {
            File.WriteAllBytes(path, bytes[..length]);
            using RecordingReader reader = RecordingReader.Open(_directory.Path);
            reader.SkipsDamage = true;
            List<Tick> read = ReadAll(reader);

            // Without its end block alone nothing is missing.
            bool complete = length == bytes.Length - 64;
            Assert.Equal(complete, read.Count == (int)Count);
            Assert.Equal(complete, !reader.Gaps.Any(gap => gap.Cause == RecordingGapCause.Damage));
        }
    }

    [Fact]
    public void Read_IndexOfRubbish_OnlyTakesLonger()
    {
        Write();
        var random = new Random(3);
        foreach (string path in Directory.EnumerateFiles(_directory.Path, "*.index"))
        {
            byte[] rubbish = File.ReadAllBytes(path);
            random.NextBytes(rubbish.AsSpan(16));
            File.WriteAllBytes(path, rubbish);
        }

        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        Assert.Equal(3, reader.Instruments.Count);
        foreach (ulong after in new ulong[] { 1, 4_444, 8_000 })
        {
            Assert.Equal(SeekResult.Found, reader.Seek(new StreamPosition(Ticks.Epoch, after)));
            Assert.True(reader.Read(out RecordedTick tick));
            Assert.Equal(after + 1, tick.Tick.Sequence);
        }
    }

    private void AssertNamed(string path, int at, int round)
    {
        using RecordingReader reader = RecordingReader.Open(_directory.Path);
        reader.SkipsDamage = true;
        List<Tick> read = ReadAll(reader);
        string what = $"round {round}: bit of byte {at} of {Path.GetFileName(path)}";
        RecordingGap? damage = reader.Gaps.FirstOrDefault(gap => gap.Cause == RecordingGapCause.Damage);
        bool torn = reader.TornBytes > 0;
        Assert.True(torn || (damage is not null && damage.File == Path.GetFileName(path) && damage.Offset <= at && at < damage.Offset + damage.Bytes), $"{what}: {damage}, {reader.TornBytes} torn");

        // At most the records of one block are gone, and what is read is as it was.
        Assert.True(read.Count >= (int)Count - 1_023, $"{what}: {read.Count} were read");
        Assert.All(read, tick => Assert.Equal(Ticks.Tick(tick.Sequence), tick));
        Assert.Equal(read.Count, read.Select(tick => tick.Sequence).Distinct().Count());
    }

    private void Write()
    {
        var options = new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 200_000 };
        using RecordingWriter writer = RecordingWriter.Create(_directory.Path, Ticks.Instruments(3), options);
        for (ulong n = 1; n <= Count; n++)
        {
            writer.Append(Ticks.Tick(n));
        }

        writer.Complete();
    }

    private void WriteUnclosed(ulong count, ulong lastBlock)
    {
        using RecordingWriter writer = RecordingWriter.Create(_directory.Path, Ticks.Instruments(3), new RecordingWriterOptions { Epoch = Ticks.Epoch });
        for (ulong n = 1; n <= count; n++)
        {
            writer.Append(Ticks.Tick(n));
            if (n == count - lastBlock)
            {
                writer.Flush();
            }
        }

        writer.Flush();
    }

    private static List<Tick> ReadAll(RecordingReader reader)
    {
        List<Tick> read = [];
        ReadInto(reader, read);
        return read;
    }

    private static void ReadInto(RecordingReader reader, List<Tick> read)
    {
        while (reader.Read(out RecordedTick tick))
        {
            read.Add(tick.Tick);
        }
    }
}
