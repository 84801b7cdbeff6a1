using System.Globalization;
using System.Text;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Inspect;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Inspecting;

/// <summary>Findings as lines for a person to read.</summary>
internal static class FindingsText
{
    private const int MostInstruments = 40;

    private static readonly CultureInfo Plain = CultureInfo.InvariantCulture;

    public static string Write(Findings findings)
    {
        RecordingInspection seen = findings.Inspection;
        var text = new StringBuilder();
        string what = findings.Journal is { } journal ? string.Create(Plain, $", {journal.Segments.Count} segments") : "";
        Line(text, "recording", string.Create(Plain, $"{string.Join(' ', findings.Paths)} ({findings.Recording.Length:N0} bytes{what})"));
        if (!findings.IsWhole)
        {
            Line(text, "read", "not to its end; what follows is of what was read");
        }

        Line(text, "ticks", string.Create(Plain, $"{seen.Ticks:N0} of {seen.Instruments.Count(one => one.Ticks > 0):N0} instruments ({seen.Instruments.Sum(one => one.Quotes):N0} quotes, {seen.Instruments.Sum(one => one.Trades):N0} trades, {seen.Instruments.Sum(one => one.Statuses):N0} states)"));
        if (seen.Ticks > 0)
        {
            AddTimes(text, findings);
        }

        AddSoundness(text, findings);
        AddInstruments(text, seen);
        return text.ToString();
    }

    private static void AddTimes(StringBuilder text, Findings findings)
    {
        RecordingInspection seen = findings.Inspection;
        Line(text, "from", seen.First.ToString());
        Line(text, "to", string.Create(Plain, $"{seen.Last} ({findings.Seconds:F3} s)"));
        Line(text, "rate", string.Create(Plain, $"{findings.Rate:N1} ticks/s; {seen.BusiestSecond:N0} in the busiest second, {seen.BusiestAt}"));
        Line(text, "silence", string.Create(Plain, $"at most {findings.Silence:F6} s, from {seen.SilentFrom}"));
        if (seen.StepsBack > 0)
        {
            Line(text, "clock", string.Create(Plain, $"steps back {seen.StepsBack:N0} times"));
        }
    }

    private static void AddSoundness(StringBuilder text, Findings findings)
    {
        foreach (EpochInspection epoch in findings.Inspection.Epochs)
        {
            Line(text, "epoch", string.Create(Plain, $"{epoch.Epoch}: {epoch.Ticks:N0} ticks, sequences {epoch.First} to {epoch.Last}"));
        }

        foreach (FeedInspection feed in findings.Inspection.Feeds)
        {
            Line(text, "feed", string.Create(Plain, $"{Printable(feed.Name)}: {feed.Gaps:N0} times a gap, {feed.Stale:N0} times silent or broken, {feed.Ended:N0} times ended"));
        }

        if (findings.Inspection.Nameless > 0)
        {
            Line(text, "nameless", string.Create(Plain, $"{findings.Inspection.Nameless:N0} ticks are of instruments that it does not define"));
        }

        long flagged = findings.Inspection.Instruments.Sum(one => one.GapsBefore);
        if (flagged > 0)
        {
            Line(text, "gaps", string.Create(Plain, $"{flagged:N0} ticks say that their feed had a gap before"));
        }

        foreach (RecordingGap gap in findings.Inspection.Gaps)
        {
            Line(text, "missing", GapWords.Of(gap));
        }

        if (findings.Journal is { } journal)
        {
            bool damaged = findings.Inspection.Gaps.Any(gap => gap.Cause == RecordingGapCause.Damage);
            Line(text, "checksums", damaged ? "wrong where damage is told above, right elsewhere" : findings.IsWhole ? "right, of every block" : "right so far");
            if (journal.TornBytes > 0)
            {
                Line(text, "torn", string.Create(Plain, $"{journal.TornBytes:N0} bytes at the end are no whole block: its writer died there, or is writing"));
            }
        }

        Line(text, "digest", $"sha256 {findings.Inspection.Digest}");
    }

    private static void AddInstruments(StringBuilder text, RecordingInspection seen)
    {
        InstrumentInspection[] instruments = [.. seen.Instruments.OrderByDescending(one => one.Ticks)];
        if (instruments.Length == 0)
        {
            return;
        }

        List<string[]> rows = [["instrument", "quotes", "trades", "states", "gaps", "volume", "low", "high", "last bid", "last ask", "last trade"]];
        rows.AddRange(instruments.Take(MostInstruments).Select(Row));
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length))];
        text.Append('\n');
        foreach (string[] row in rows)
        {
            string line = string.Join("  ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])));
            text.Append(line.TrimEnd()).Append('\n');
        }

        if (instruments.Length > MostInstruments)
        {
            text.Append(Plain, $"and {instruments.Length - MostInstruments:N0} more; --json tells of all\n");
        }
    }

    private static string[] Row(InstrumentInspection one)
    {
        int prices = one.Instrument.PriceScale;
        return
        [
            Printable(one.Instrument.FullName),
            one.Quotes.ToString("N0", Plain),
            one.Trades.ToString("N0", Plain),
            one.Statuses.ToString("N0", Plain),
            one.GapsBefore.ToString("N0", Plain),
            WideDecimalText.ToText(one.Volume, one.Instrument.SizeScale),
            Price(one.Low, prices),
            Price(one.High, prices),
            one.LastQuote.Kind == TickKind.Quote ? Price(one.LastQuote.BidPrice, prices) : "-",
            one.LastQuote.Kind == TickKind.Quote ? Price(one.LastQuote.AskPrice, prices) : "-",
            one.LastTrade.Kind == TickKind.Trade ? Price(one.LastTrade.Price, prices) : "-",
        ];
    }

    // What a venue wrote must not steer the terminal.
    private static string Printable(string name) => string.Concat(name.EnumerateRunes().Select(rune => Rune.IsControl(rune) ? "?" : rune.ToString()));

    private static string Price(long mantissa, int scale) => mantissa == Tick.NoPrice ? "-" : DecimalText.ToText(mantissa, scale);

    private static void Line(StringBuilder text, string what, string words) => text.Append(Plain, $"{what,-10} {words}\n");
}
