using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Inspect;
using Ticker.Recording.Journal;

namespace Ticker.Cli.Inspecting;

/// <summary>Findings as one JSON object. Times are RFC 3339, prices and sizes exact decimal numbers; what is not known is null.</summary>
internal static class FindingsJson
{
    public static string Write(Findings findings)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, NewLine = "\n" }))
        {
            json.WriteStartObject();
            WriteAll(json, findings);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray()) + "\n";
    }

    private static void WriteAll(Utf8JsonWriter json, Findings findings)
    {
        RecordingInspection seen = findings.Inspection;
        json.WriteStartArray("recordings");
        foreach (string path in findings.Paths)
        {
            json.WriteStringValue(path);
        }

        json.WriteEndArray();
        json.WriteNumber("bytes", findings.Recording.Length);
        json.WriteBoolean("whole", findings.IsWhole);
        json.WriteString("trouble", findings.Trouble);
        json.WriteNumber("ticks", seen.Ticks);
        json.WriteNumber("quotes", seen.Instruments.Sum(one => one.Quotes));
        json.WriteNumber("trades", seen.Instruments.Sum(one => one.Trades));
        json.WriteNumber("states", seen.Instruments.Sum(one => one.Statuses));
        WriteTime(json, "from", seen.Ticks > 0, seen.First);
        WriteTime(json, "to", seen.Ticks > 0, seen.Last);
        json.WriteNumber("seconds", findings.Seconds);
        json.WriteNumber("ticks_per_second", Math.Round(findings.Rate, 3));
        json.WriteNumber("busiest_second_ticks", seen.BusiestSecond);
        WriteTime(json, "busiest_second", seen.Ticks > 0, seen.BusiestAt);
        json.WriteNumber("longest_silence_ns", seen.LongestSilence);
        WriteTime(json, "longest_silence_from", seen.LongestSilence > 0, seen.SilentFrom);
        json.WriteNumber("clock_steps_back", seen.StepsBack);
        json.WriteNumber("nameless_ticks", seen.Nameless);
        json.WriteString("digest_sha256", seen.Digest);
        WriteJournal(json, findings);
        WriteObjects(json, "instruments", seen.Instruments, WriteInstrument);
    }

    private static void WriteJournal(Utf8JsonWriter json, Findings findings)
    {
        WriteObjects(json, "epochs", findings.Inspection.Epochs, static (json, epoch) =>
        {
            json.WriteNumber("epoch", epoch.Epoch);
            json.WriteNumber("first_sequence", epoch.First);
            json.WriteNumber("last_sequence", epoch.Last);
            json.WriteNumber("ticks", epoch.Ticks);
        });
        WriteObjects(json, "feeds", findings.Inspection.Feeds, static (json, feed) =>
        {
            json.WriteString("name", feed.Name);
            json.WriteNumber("gaps", feed.Gaps);
            json.WriteNumber("stale", feed.Stale);
            json.WriteNumber("ended", feed.Ended);
        });
        WriteObjects(json, "gaps", findings.Inspection.Gaps, static (json, gap) =>
        {
            json.WriteString("cause", GapWords.Cause(gap));
            json.WriteNumber("after_epoch", gap.After.Epoch);
            json.WriteNumber("after_sequence", gap.After.Sequence);
            json.WriteNumber("next_epoch", gap.Next.Epoch);
            json.WriteNumber("next_sequence", gap.Next.Sequence);
            json.WriteString("file", gap.File);
            json.WriteNumber("offset", gap.Offset);
            json.WriteNumber("bytes", gap.Bytes);
        });
        json.WriteNumber("torn_bytes", findings.Journal?.TornBytes ?? 0);
        WriteObjects(json, "segments", findings.Journal?.Segments ?? [], static (json, segment) =>
        {
            json.WriteString("file", Path.GetFileName(segment.Path));
            json.WriteNumber("bytes", segment.Bytes);
            json.WriteNumber("epoch", segment.First.Epoch);
            json.WriteNumber("first_sequence", segment.First.Sequence);
            WriteTime(json, "created", true, segment.CreatedAt);
        });
    }

    private static void WriteInstrument(Utf8JsonWriter json, InstrumentInspection one)
    {
        Instrument instrument = one.Instrument;
        json.WriteString("venue", instrument.Name.Venue);
        json.WriteString("symbol", instrument.Name.Symbol);
        json.WriteString("currency", instrument.Currency.Length == 0 ? null : instrument.Currency);
        json.WriteNumber("price_scale", instrument.PriceScale);
        json.WriteNumber("size_scale", instrument.SizeScale);
        json.WriteNumber("quotes", one.Quotes);
        json.WriteNumber("trades", one.Trades);
        json.WriteNumber("states", one.Statuses);
        json.WriteNumber("gaps_before", one.GapsBefore);
        json.WriteNumber("crossed_quotes", one.Crossed);
        WriteTime(json, "from", one.Ticks > 0, one.First);
        WriteTime(json, "to", one.Ticks > 0, one.Last);
        json.WritePropertyName("volume");
        json.WriteRawValue(WideDecimalText.ToText(one.Volume, instrument.SizeScale));
        WriteDecimal(json, "low", one.Low, instrument.PriceScale);
        WriteDecimal(json, "high", one.High, instrument.PriceScale);
        bool quoted = one.LastQuote.Kind == TickKind.Quote;
        WriteDecimal(json, "last_bid_price", quoted ? one.LastQuote.BidPrice : Tick.NoPrice, instrument.PriceScale);
        WriteDecimal(json, "last_bid_size", quoted && one.LastQuote.HasBid ? one.LastQuote.BidSize : Tick.NoPrice, instrument.SizeScale);
        WriteDecimal(json, "last_ask_price", quoted ? one.LastQuote.AskPrice : Tick.NoPrice, instrument.PriceScale);
        WriteDecimal(json, "last_ask_size", quoted && one.LastQuote.HasAsk ? one.LastQuote.AskSize : Tick.NoPrice, instrument.SizeScale);
        bool traded = one.LastTrade.Kind == TickKind.Trade;
        WriteDecimal(json, "last_price", traded ? one.LastTrade.Price : Tick.NoPrice, instrument.PriceScale);
        WriteDecimal(json, "last_size", traded ? one.LastTrade.Size : Tick.NoPrice, instrument.SizeScale);
    }

    private static void WriteObjects<T>(Utf8JsonWriter json, string key, IEnumerable<T> all, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(key);
        foreach (T one in all)
        {
            json.WriteStartObject();
            write(json, one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteDecimal(Utf8JsonWriter json, string key, long mantissa, int scale)
    {
        json.WritePropertyName(key);
        if (mantissa == Tick.NoPrice)
        {
            json.WriteNullValue();
        }
        else
        {
            json.WriteRawValue(DecimalText.ToText(mantissa, scale));
        }
    }

    private static void WriteTime(Utf8JsonWriter json, string key, bool known, UnixNanos time)
    {
        if (known)
        {
            json.WriteString(key, time.ToString());
        }
        else
        {
            json.WriteNull(key);
        }
    }
}
