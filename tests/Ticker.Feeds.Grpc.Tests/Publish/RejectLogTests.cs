using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Publish;

namespace Ticker.Feeds.Grpc.Tests.Publish;

public class RejectLogTests
{
    [Fact]
    public void Add_MoreThanItHolds_KeepsTheNewestAndCountsAll()
    {
        var log = new RejectLog(3);
        for (ulong sequence = 1; sequence <= 10; sequence++)
        {
            log.Add(sequence, 1, RejectReason.NoBody, null);
        }

        Assert.Equal(10, log.Total);
        Assert.Equal([8ul, 9ul, 10ul], TakeAll(log));
        log.Add(11, 1, RejectReason.NoBody, null);
        Assert.Equal([11ul], TakeAll(log));
        Assert.Equal(11, log.Total);
    }

    private static List<ulong> TakeAll(RejectLog log)
    {
        var sequences = new List<ulong>();
        while (log.TryTake(out RejectNote note))
        {
            sequences.Add(note.Sequence);
        }

        return sequences;
    }
}
