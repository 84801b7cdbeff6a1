using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Binance;

/// <summary>
/// What the lines of a Binance public file are, told by its first line: by its names where it is a header, else by what its
/// fields look like. Source: the README of binance/binance-public-data.
/// </summary>
/// <param name="Fields">How many fields a line has.</param>
/// <param name="IsQuotes">Whether it is a bookTicker file, else one of trades.</param>
/// <param name="IsFutures">Whether it is of a futures market.</param>
/// <param name="HasHeader">Whether the first line is a header.</param>
/// <param name="TimeField">Where the time is.</param>
/// <param name="MakerField">Where a trade says whether the buyer was the maker.</param>
internal sealed record BinancePublicShape(int Fields, bool IsQuotes, bool IsFutures, bool HasHeader, int TimeField, int MakerField)
{
    private const int QuoteFields = 7;

    // A time in ms of 2001, which no trade is as old as, and no price as large as.
    private const long Earliest = 1_000_000_000_000;

    /// <summary>The shape; null where the line is not of such a file.</summary>
    public static BinancePublicShape? Of(ReadOnlySpan<byte> line)
    {
        int fields = line.Count((byte)',') + 1;
        if (fields is < 6 or > 8)
        {
            return null;
        }

        return char.IsAsciiDigit((char)line[0]) ? OfValues(line, fields) : OfHeader(line, fields);
    }

    private static BinancePublicShape? OfHeader(ReadOnlySpan<byte> line, int fields)
    {
        string[] names = System.Text.Encoding.UTF8.GetString(line).Split(',');
        if (names[0] == "update_id" && names.AsSpan(1).SequenceEqual(["best_bid_price", "best_bid_qty", "best_ask_price", "best_ask_qty", "transaction_time", "event_time"]))
        {
            return new BinancePublicShape(QuoteFields, true, true, true, 5, -1);
        }

        int maker = Array.FindIndex(names, name => name.Replace("_", "", StringComparison.Ordinal).Equals("isbuyermaker", StringComparison.OrdinalIgnoreCase));
        int time = Array.FindIndex(names, name => name is "time" or "transact_time" or "timestamp");
        bool trades = names[0].EndsWith("id", StringComparison.OrdinalIgnoreCase) && names[1] == "price" && time == maker - 1 && maker is 5 or 6;
        return trades ? new BinancePublicShape(fields, false, fields == maker + 1, true, time, maker) : null;
    }

    private static BinancePublicShape? OfValues(ReadOnlySpan<byte> line, int fields)
    {
        int numbers = 0;
        long last = 0;
        ReadOnlySpan<byte> rest = line;
        while (numbers < fields)
        {
            ReadOnlySpan<byte> field = FirstLine.Take(ref rest);
            if (ExactNumber.Decimals(field) < 0)
            {
                bool flag = BinancePublicRows.IsFlag(field, out _);
                bool trades = flag && numbers is 5 or 6 && last >= Earliest && fields - numbers is 1 or 2;
                return trades ? new BinancePublicShape(fields, false, fields == numbers + 1, false, numbers - 1, numbers) : null;
            }

            last = System.Buffers.Text.Utf8Parser.TryParse(field, out long value, out int digits) && digits == field.Length ? value : 0;
            numbers++;
        }

        return fields == QuoteFields && last >= Earliest ? new BinancePublicShape(fields, true, true, false, 5, -1) : null;
    }
}
