using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.Import.Lean;

/// <summary>
/// What the name of a LEAN file and the folders around it say: <c>{type}/{market}/tick/{ticker}/{date}_{kind}.zip</c> with
/// <c>{date}_{ticker}_tick_{kind}[_{expiry}].csv</c> in it. What is not there is left open.
/// </summary>
/// <param name="Type">The security type, as in <c>forex</c>; empty where it does not say.</param>
/// <param name="Market">The market, as in <c>fxcm</c>; empty where it does not say.</param>
/// <param name="Symbol">The symbol in capitals, with the expiry of a future; null where it does not say.</param>
/// <param name="Date">The day; null where it does not say.</param>
/// <param name="Kind">Trades or quotes; null where it does not say, or means something else.</param>
/// <param name="OpenInterest">Whether it is of open interest, which is neither.</param>
internal sealed record LeanPlace(string Type, string Market, string? Symbol, DateOnly? Date, TickKind? Kind, bool OpenInterest)
{
    private static readonly string[] Types = ["forex", "cfd", "equity", "future", "crypto", "cryptofuture"];
    private static readonly string[] Kinds = ["tick", "trade", "quote", "openinterest"];

    // Of files that lie somewhere else, the market may stand in the name; these two have but one type of ticks.
    private static readonly string[] ForexMarkets = ["fxcm", "oanda"];

    /// <summary>What asset class that is.</summary>
    public AssetClass AssetClass => Type switch
    {
        "forex" => AssetClass.ForeignExchange,
        "equity" => AssetClass.Equity,
        "future" => AssetClass.Future,
        "crypto" or "cryptofuture" => AssetClass.Crypto,
        _ => AssetClass.Unspecified,
    };

    /// <summary>Takes a path apart.</summary>
    /// <param name="path">The file's name; of a file in an archive both, one after the other.</param>
    public static LeanPlace Of(string path)
    {
        string[] parts = path.Split('/', '\\');
        string[] folders = [.. parts.Select(part => part.ToLowerInvariant())];
        int at = Array.FindLastIndex(folders, folder => Types.Contains(folder));
        string type = at >= 0 ? folders[at] : "";
        string market = at >= 0 && at + 2 < folders.Length ? folders[at + 1] : "";

        string[] words = [.. folders.SelectMany(part => part.Split('_', '.'))];
        if (type.Length == 0 && words.FirstOrDefault(word => ForexMarkets.Contains(word)) is { } known)
        {
            (type, market) = ("forex", known);
        }

        // The name of the file itself knows best; a future's expiry may look like a day too, but does not come first.
        DateOnly? date = parts.Reverse().Select(part => DayOf(part.Split('_', '.')[0])).FirstOrDefault(day => day is not null)
            ?? words.Select(DayOf).FirstOrDefault(day => day is not null);
        string? kind = words.LastOrDefault(word => word is "trade" or "quote" or "openinterest");
        return new LeanPlace(type, market, SymbolIn(parts), date, kind switch { "trade" => TickKind.Trade, "quote" => TickKind.Quote, _ => null }, kind == "openinterest");
    }

    private static DateOnly? DayOf(string word) =>
        DateOnly.TryParseExact(word, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day : null;

    // In the file's own name after the date, before what it holds; else the folder that the file lies in.
    private static string? SymbolIn(string[] parts)
    {
        string[] words = parts[^1].ToUpperInvariant().Split('_', '.');
        int end = Array.FindIndex(words, word => Kinds.Contains(word.ToLowerInvariant()));
        if (end > 1)
        {
            string expiry = words.Skip(end).FirstOrDefault(word => word.Length is 6 or 8 && word.All(char.IsAsciiDigit)) ?? "";
            return string.Join('_', words[1..end]) + expiry;
        }

        int tick = Array.FindLastIndex(parts, part => part == "tick");
        return tick >= 0 && tick + 2 < parts.Length ? parts[tick + 1].ToUpperInvariant() : null;
    }
}
