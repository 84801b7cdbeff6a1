using System.Diagnostics;

namespace Ticker.Tests.Hostile;

/// <summary>Sends hostile connections to a server, of every kind in turn, in an order that a seed decides.</summary>
internal sealed class HostileCrowd(HostileTarget target, IReadOnlyList<HostileKind> kinds, int seed)
{
    private readonly Random _random = new(seed);

    /// <summary>So many a second, whatever became of those before; ends when the last of them has.</summary>
    public async Task<HostileCounts> AttackAsync(double perSecond, int count)
    {
        var counts = new HostileCounts();
        var open = new List<Task>();
        long begin = Stopwatch.GetTimestamp();
        int sent = 0;
        foreach (HostileKind kind in Order(count))
        {
            TimeSpan early = TimeSpan.FromSeconds(sent++ / perSecond) - Stopwatch.GetElapsedTime(begin);
            if (early > TimeSpan.Zero)
            {
                await Task.Delay(early);
            }

            open.Add(TryAsync(kind, counts));
        }

        await Task.WhenAll(open);
        return counts;
    }

    /// <summary>So many in all, a few at a time, each after another.</summary>
    public async Task<HostileCounts> ComeAndGoAsync(int atATime, int count)
    {
        var counts = new HostileCounts();
        await Parallel.ForEachAsync(Order(count), new ParallelOptions { MaxDegreeOfParallelism = atATime }, async (kind, _) => await TryAsync(kind, counts));
        return counts;
    }

    // Each once, then each once again, every time in another order.
    private IEnumerable<HostileKind> Order(int count)
    {
        HostileKind[] round = [.. kinds];
        for (int n = 0; n < count; n++)
        {
            if (n % round.Length == 0)
            {
                _random.Shuffle(round);
            }

            yield return round[n % round.Length];
        }
    }

    private async Task TryAsync(HostileKind kind, HostileCounts counts) => counts.Add(kind.Name, await kind.TryAsync(target));
}
