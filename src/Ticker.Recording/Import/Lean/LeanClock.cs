using Ticker.Model;

namespace Ticker.Recording.Import.Lean;

/// <summary>
/// Turns milliseconds of a day into instants. LEAN keeps each market's data in a zone of its own; where that is not known
/// here, the user has to say it: a guess would shift a whole day. Immutable.
/// </summary>
/// <remarks>Source of the zones: dataTimeZone in market-hours-database.json of QuantConnect/Lean.</remarks>
internal sealed class LeanClock
{
    private const int NanoDecimals = 6;
    private const long NanosPerDay = 86_400_000_000_000;
    private const long NanosPerTick = 100;

    private readonly TimeZoneInfo _zone;
    private readonly DateTime _midnight;
    private readonly long? _start;

    private LeanClock(TimeZoneInfo zone, DateOnly date)
    {
        _zone = zone;
        _midnight = date.ToDateTime(TimeOnly.MinValue);
        TimeSpan offset = zone.GetUtcOffset(_midnight);
        bool constant = offset == zone.GetUtcOffset(_midnight.AddDays(1)) && offset == zone.GetUtcOffset(_midnight.AddHours(12));
        _start = constant ? Since(_midnight - offset) : null;
    }

    /// <summary>The clock of a file.</summary>
    /// <param name="place">Where it lies.</param>
    /// <param name="shape">What it holds.</param>
    /// <param name="opening">The zone, where the user says it.</param>
    /// <param name="wrong">Why there is none, for a person to read.</param>
    public static LeanClock? For(LeanPlace place, LeanShape shape, RecordingOpening opening, out string? wrong)
    {
        wrong = null;
        if (place.Date is not { } date)
        {
            wrong = "the name of a LEAN file, or of its archive, says its day, as in 20140508_quote.zip; this one does not";
            return null;
        }

        string type = place.Type.Length > 0 ? place.Type : shape.Columns is LeanColumns.EquityQuote or LeanColumns.EquityTrade ? "equity" : "";
        TimeZoneInfo? zone = opening.TimeZone ?? (type, place.Market) switch
        {
            ("equity", "usa" or "") => Named("America/New_York"),
            ("forex", "fxcm") => TimeZoneInfo.CreateCustomTimeZone("UTC-05", TimeSpan.FromHours(-5), "UTC-05", "UTC-05"),
            ("forex" or "cfd", "oanda") => TimeZoneInfo.Utc,
            ("future", "comex") => TimeZoneInfo.Utc,
            ("crypto" or "cryptofuture", _) => TimeZoneInfo.Utc,
            _ => null,
        };
        if (zone is null)
        {
            wrong = type == "equity" && place.Market is "usa" or ""
                ? "this machine has no time zone database (Debian: tzdata); say the zone with --time-zone"
                : $"the zone of its times is not known: its place says type '{type}', market '{place.Market}'; say it with --time-zone, as in --time-zone America/New_York";
            return null;
        }

        return new LeanClock(zone, date);
    }

    /// <summary>Reads milliseconds of a day, with at most six decimals.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, out long nanosOfDay) =>
        DecimalText.Parse(text, NanoDecimals, out nanosOfDay) == DecimalResult.Exact && nanosOfDay is >= 0 and < NanosPerDay;

    /// <summary>The instant, in ns. An hour that comes twice is taken for the later one, in which clocks show standard time.</summary>
    public long Instant(long nanosOfDay) => _start + nanosOfDay ?? LocalInstant(nanosOfDay);

    private static long Since(DateTime utc) => (utc.Ticks - DateTime.UnixEpoch.Ticks) * NanosPerTick;

    private static TimeZoneInfo? Named(string name) => TimeZoneInfo.TryFindSystemTimeZoneById(name, out TimeZoneInfo? zone) ? zone : null;

    private long LocalInstant(long nanosOfDay)
    {
        DateTime local = _midnight.AddTicks(nanosOfDay / NanosPerTick);
        return Since(local - _zone.GetUtcOffset(local)) + (nanosOfDay % NanosPerTick);
    }
}
