using Ticker.Model;
using Ticker.Recording.Export.Parquet;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Export.Parquet;

[Collection(nameof(Alone))]
public class ParquetMemoryTests
{
    private static readonly Instrument One = MadeRecording.Instrument(1, "X", "A");

    [Fact]
    public void Write_OnceItsBuffersHaveGrown_AllocatesOnlyForTheFooter()
    {
        var writer = new ParquetTickWriter(Stream.Null, [One]);
        WriteGroups(writer, 2);

        long bytes = Allocations.LeastOf(() => WriteGroups(writer, 1), times: 5);

        Assert.InRange(bytes / (double)ParquetWriter.DefaultRowsPerGroup, 0, 0.1);
    }

    private static void WriteGroups(ParquetTickWriter writer, int groups)
    {
        for (int n = 1; n <= groups * ParquetWriter.DefaultRowsPerGroup; n++)
        {
            writer.Write(One, n % 4 == 0 ? Trade((ulong)n, n % 5_000, n % 100, Side.Buy, (ulong)n) : Quote((ulong)n, n % 3_000, 1, n, 2), 1);
        }
    }
}
