using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

public sealed class JournalPropertyTests
{
    [Fact]
    public void Read_AnyRecordsInAnyPortions_AreWhatWasWritten() =>
        Prop.ForAll(Portions(), portions =>
        {
            using var directory = new TemporaryDirectory();
            List<Tick> written = [];
            using (RecordingWriter writer = Create(directory))
            {
                foreach ((Tick[] ticks, bool flush) in portions)
                {
                    foreach (Tick tick in ticks)
                    {
                        Tick numbered = tick with { Sequence = writer.Position.Sequence + 1 + (tick.Sequence % 3) };
                        writer.Append(in numbered);
                        written.Add(numbered);
                    }

                    if (flush)
                    {
                        writer.Flush();
                    }
                }

                writer.Complete();
            }

            using RecordingReader reader = RecordingReader.Open(directory.Path);
            return Read(reader).SequenceEqual(written) && reader.Gaps.Count == 0 && reader.TornBytes == 0;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    [Fact]
    public void Seek_AnyPlace_IsWhatAScanFinds() =>
        Prop.ForAll(Portions(), ArbMap.Default.ArbFor<ushort>(), (portions, where) =>
        {
            using var directory = new TemporaryDirectory();
            using (RecordingWriter writer = Create(directory))
            {
                foreach ((Tick[] ticks, bool flush) in portions)
                {
                    foreach (Tick tick in ticks)
                    {
                        writer.Append(tick with { Sequence = 0 });
                    }

                    if (flush)
                    {
                        writer.Flush();
                    }
                }

                writer.Complete();
            }

            using RecordingReader reader = RecordingReader.Open(directory.Path);
            List<Tick> all = Read(reader);
            if (all.Count == 0)
            {
                return !reader.Seek(new UnixNanos(where)) && reader.Seek(reader.Start) == SeekResult.Found;
            }

            ulong after = where % ((ulong)all.Count + 1);
            bool bySequence = reader.Seek(new StreamPosition(Ticks.Epoch, after)) == SeekResult.Found
                && Read(reader).SequenceEqual(all.Skip((int)after));
            var time = new UnixNanos(where % 1_000);
            int first = all.FindIndex(tick => tick.ReceiveTime >= time);
            bool byTime = reader.Seek(time) == first >= 0 && Read(reader).SequenceEqual(first < 0 ? [] : all.Skip(first));
            return bySequence && byTime;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));

    private static RecordingWriter Create(TemporaryDirectory directory) => RecordingWriter.Create(
        directory.Path, Ticks.Instruments(5), new RecordingWriterOptions { Epoch = Ticks.Epoch, SegmentBytes = 100_000 });

    private static List<Tick> Read(RecordingReader reader)
    {
        List<Tick> read = [];
        while (reader.ReadRecord(out Tick record))
        {
            read.Add(record);
        }

        return read;
    }

    // Times that step back too, and portions from none to more than a block.
    private static Arbitrary<(Tick[] Ticks, bool Flush)[]> Portions()
    {
        Gen<Tick> tick =
            from instrument in Gen.Choose(1, 5)
            from time in Gen.Choose(0, 1_000)
            from kind in Gen.Elements(TickKind.Quote, TickKind.Trade, TickKind.Status, TickKind.Definition)
            from skip in Gen.Choose(0, 2)
            from price in ArbMap.Default.GeneratorFor<long>()
            select new Tick { Kind = kind, Instrument = (uint)instrument, ReceiveTime = new UnixNanos(time), Sequence = (ulong)skip, Price = price, Size = 7 };
        Gen<(Tick[], bool)> portion =
            from size in Gen.Frequency((6, Gen.Choose(0, 40)), (1, Gen.Choose(900, 1_300)))
            from ticks in Gen.ArrayOf(tick, size)
            from flush in ArbMap.Default.GeneratorFor<bool>()
            select (ticks, flush);
        return Gen.ArrayOf(portion).ToArbitrary();
    }
}
