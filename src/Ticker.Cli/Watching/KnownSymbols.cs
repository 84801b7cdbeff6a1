using System.Text.Json;

namespace Ticker.Cli.Watching;

/// <summary>What the server has, to name what may have been meant.</summary>
internal static class KnownSymbols
{
    private const int MostSuggested = 3;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>Asks a server for all its symbols; none when it does not answer, as they only make a message better.</summary>
    public static async Task<string[]> FetchAsync(Uri server, string? key, CancellationToken cancellation)
    {
        using HttpClient client = ServerPages.Open(server, key, Patience);
        try
        {
            using JsonDocument answer = JsonDocument.Parse(await client.GetByteArrayAsync(new Uri("v1/instruments", UriKind.Relative), cancellation));
            return [.. answer.RootElement.GetProperty("instruments").EnumerateArray().Select(instrument => instrument.GetProperty("symbol").GetString()!)];
        }
        catch (Exception failure) when (ServerPages.IsOfLine(failure) || failure is JsonException or KeyNotFoundException or InvalidOperationException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            return [];
        }
    }

    /// <summary>
    /// The known symbols that are most like one: the same text at another venue first, then by how few letters differ;
    /// none that differs in more than a third.
    /// </summary>
    public static string[] Nearest(string symbol, IEnumerable<string> known) =>
    [
        .. known
            .Select(name => (name, distance: Distance(symbol, name)))
            .Where(pair => pair.distance <= Math.Max(1, symbol.Length / 3))
            .OrderBy(pair => pair.distance)
            .ThenBy(pair => pair.name, StringComparer.Ordinal)
            .Take(MostSuggested)
            .Select(pair => pair.name),
    ];

    private static int Distance(string wanted, string name)
    {
        string wantedSymbol = SymbolOf(wanted);
        string symbol = SymbolOf(name);
        return symbol.Equals(wantedSymbol, StringComparison.OrdinalIgnoreCase) ? 0 : Spelling.Distance(wanted.ToUpperInvariant(), name.ToUpperInvariant());
    }

    private static string SymbolOf(string name) => name[(name.IndexOf(':', StringComparison.Ordinal) + 1)..];
}
