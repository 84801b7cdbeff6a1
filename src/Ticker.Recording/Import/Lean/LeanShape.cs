using Ticker.Model;
using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Lean;

/// <summary>What the lines of a LEAN file are: told by where it lies and by how many fields its first line has.</summary>
/// <param name="Columns">The columns.</param>
/// <param name="Fields">How many there are.</param>
internal sealed record LeanShape(LeanColumns Columns, int Fields)
{
    /// <summary>The shape.</summary>
    /// <param name="place">Where the file lies.</param>
    /// <param name="line">Its first line.</param>
    /// <param name="wrong">Why there is none, for a person to read.</param>
    public static LeanShape? Of(LeanPlace place, ReadOnlySpan<byte> line, out string? wrong)
    {
        int fields = line.Count((byte)',') + 1;
        bool letter = fields == 6 && IsExchange(line);
        wrong = null;
        LeanColumns? columns = (fields, place.Kind, place.Type) switch
        {
            (_, null, _) when place.OpenInterest => null,
            (3, TickKind.Trade, _) => LeanColumns.CryptoTrade,
            (3, TickKind.Quote, _) => LeanColumns.ForexQuote,
            (3, null, "forex" or "cfd") => LeanColumns.ForexQuote,
            (5, TickKind.Quote or null, _) => LeanColumns.CryptoQuote,
            (6, TickKind.Trade or null, "equity") => LeanColumns.EquityTrade,
            (6, TickKind.Trade or null, "future") => LeanColumns.FutureTrade,
            (6, TickKind.Trade or null, "") when letter => LeanColumns.EquityTrade,
            (8, TickKind.Quote or null, _) => LeanColumns.EquityQuote,
            _ => null,
        };
        if (columns is { } known)
        {
            return new LeanShape(known, fields);
        }

        wrong = place.OpenInterest ? "a LEAN file of open interest holds neither quotes nor trades"
            : "this looks like a LEAN file, but neither its columns nor its name say what ticks it holds: a name reads "
                + "forex/oanda/tick/eurusd/20140508_quote.zip; bars of a second or more are not read";
        return null;
    }

    // The fourth field: one letter.
    private static bool IsExchange(ReadOnlySpan<byte> line)
    {
        for (int field = 0; field < 3; field++)
        {
            FirstLine.Take(ref line);
        }

        ReadOnlySpan<byte> exchange = FirstLine.Take(ref line);
        return exchange.Length == 1 && char.IsAsciiLetter((char)exchange[0]);
    }
}
