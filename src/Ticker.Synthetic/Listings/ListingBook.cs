namespace Ticker.Synthetic.Listings;

/// <summary>All lists as one, in an order that mixes the venues, so that a small market has something of everything.</summary>
internal static class ListingBook
{
    private static readonly (Listing Listing, int Rank)[] Named = Mix();

    /// <summary>How many instruments have names of their own.</summary>
    public static int NamedCount => Named.Length;

    /// <summary>The first <paramref name="count"/> instruments, each with its weight in the market's activity.</summary>
    /// <remarks>Beyond <see cref="NamedCount"/> they are made after the named ones: <c>AAPL.2</c>, <c>AAPL.3</c>, ..</remarks>
    public static IEnumerable<(Listing Listing, double Activity)> Take(int count)
    {
        for (int n = 0; n < count; n++)
        {
            int round = n / Named.Length;
            (Listing listing, int rank) = Named[n % Named.Length];
            double activity = listing.Segment.Activity / (3 + rank + (40 * round));
            yield return (round == 0 ? listing : listing with { Symbol = $"{listing.Symbol}.{round + 1}" }, activity);
        }
    }

    // Each venue's list is stretched over the whole; its n-th of m stands at (n + 1/2) / m.
    private static (Listing Listing, int Rank)[] Mix()
    {
        IReadOnlyList<Listing>[] venues = [.. Equities.All, .. Currencies.All, .. CryptoAssets.All, .. FutureContracts.All, .. Bonds.All];
        return
        [
            .. venues
                .SelectMany((list, venue) => list.Select((listing, rank) => (listing, rank, place: ((rank * 2) + 1) / (2.0 * list.Count), venue)))
                .OrderBy(row => row.place).ThenBy(row => row.venue)
                .Select(row => (row.listing, row.rank)),
        ];
    }
}
