using Ticker.Load.Runs;

namespace Ticker.Load.Sections;

/// <summary>What a server holds after a load that it did not hold before.</summary>
internal static class Leftovers
{
    // The newest state that was asked for is kept, in a buffer of one of the pool's sizes. A connection takes many times that.
    private const long KeptState = 32 * 1024;

    // What is on its way out when the figures are taken is not what is left.
    private const int MostLooks = 6;

    /// <summary>Tells what is left, one failure each; looks again some times while anything is.</summary>
    /// <param name="before">What may be held.</param>
    /// <param name="after">The first look, after the load.</param>
    /// <param name="mostHeapGrowth">Bytes that the heap in use may grow by.</param>
    /// <param name="look">Looks again, some time later.</param>
    public static IReadOnlyList<string> Of(ServerFigures before, ServerFigures after, long mostHeapGrowth, Func<ServerFigures> look)
    {
        for (int looks = 1; looks < MostLooks && Between(before, after, mostHeapGrowth).Any(); looks++)
        {
            after = look();
        }

        return [.. Between(before, after, mostHeapGrowth)];
    }

    private static IEnumerable<string> Between(ServerFigures before, ServerFigures after, long mostHeapGrowth)
    {
        var exact = new (string What, long Before, long After)[]
        {
            ("subscribers", before.Subscribers, after.Subscribers), ("subscriptions", before.Subscriptions, after.Subscriptions),
            ("interests", before.Interests, after.Interests),
        };
        foreach ((string what, long held, long holds) in exact.Where(figure => figure.Before != figure.After))
        {
            yield return $"{holds:N0} {what} afterwards, {held:N0} before";
        }

        if (Math.Abs(after.Budget - before.Budget) > KeptState)
        {
            yield return $"{after.Budget:N0} bytes of the budget are taken afterwards, {before.Budget:N0} before";
        }

        if (after.Queued > before.Queued)
        {
            yield return $"{after.Queued:N0} wait for a thread afterwards, {before.Queued:N0} before";
        }

        if (after.Descriptors > before.Descriptors)
        {
            yield return $"{after.Descriptors} descriptors afterwards, {before.Descriptors} before";
        }

        if (after.Heap - before.Heap > mostHeapGrowth)
        {
            yield return $"{after.Heap:N0} bytes of heap in use afterwards, {before.Heap:N0} before";
        }
    }
}
