using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;
using Ticker.Recording.History;
using Ticker.Transports.Answers;

namespace Ticker.Transports.History;

/// <summary>The forms in which history is told, by their names and their media types. Stateless.</summary>
internal static class HistoryFormats
{
    // The first is told to whoever takes anything.
    private static readonly (HistoryFormat Format, string Word, string[] MediaTypes)[] All =
    [
        (HistoryFormat.JsonLines, "ndjson", ["application/x-ndjson", "application/ndjson", "application/jsonl"]),
        (HistoryFormat.Json, "json", ["application/json"]),
        (HistoryFormat.Csv, "csv", ["text/csv"]),
    ];

    /// <summary>The names.</summary>
    public static IEnumerable<string> Words => All.Select(one => one.Word);

    /// <summary>The media types, for whoever asked for another.</summary>
    public static string MediaTypes => string.Join(", ", All.Select(one => one.MediaTypes[0]));

    /// <summary>Chooses a form.</summary>
    /// <param name="word">What the parameter says, which goes before; null = there is none.</param>
    /// <param name="accept">What the header says.</param>
    /// <param name="wrong">Gets what is wrong with the parameter.</param>
    /// <returns>Null when the header takes none of them.</returns>
    public static HistoryFormat? Choose(string? word, StringValues accept, List<WrongParameter> wrong)
    {
        if (word is not null)
        {
            int named = Array.FindIndex(All, one => one.Word == word);
            if (named < 0)
            {
                wrong.Add(new("format", $"'{word}' is not one of {string.Join(", ", All.Select(one => one.Word))}"));
            }

            return All[Math.Max(named, 0)].Format;
        }

        // What cannot be understood is no reason to withhold the answer.
        if (StringValues.IsNullOrEmpty(accept) || !MediaTypeHeaderValue.TryParseList([.. accept.OfType<string>()], out IList<MediaTypeHeaderValue>? accepted))
        {
            return All[0].Format;
        }

        MediaTypeHeaderValue? best = accepted
            .Where(range => range.Quality is not 0 && All.Any(one => Takes(range, one.MediaTypes)))
            .MaxBy(range => range.Quality ?? 1);
        return best is null ? null : All.First(one => Takes(best, one.MediaTypes)).Format;
    }

    /// <summary>What the header of an answer says.</summary>
    public static string ContentType(HistoryFormat format)
    {
        string type = All.First(one => one.Format == format).MediaTypes[0];
        return format == HistoryFormat.Csv ? $"{type}; charset=utf-8; header=present" : type;
    }

    /// <summary>Makes a writer.</summary>
    public static IHistoryWriter Writer(HistoryFormat format, Stream output, int capacity) => format switch
    {
        HistoryFormat.Json => new JsonHistoryWriter(output, capacity),
        HistoryFormat.Csv => new CsvHistoryWriter(output, capacity),
        _ => new JsonLinesHistoryWriter(output, capacity),
    };

    private static bool Takes(MediaTypeHeaderValue range, string[] types) =>
        types.Any(type => range.MatchesAllTypes
            || range.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
            || (range.MatchesAllSubTypes && type.StartsWith($"{range.Type}/", StringComparison.OrdinalIgnoreCase)));
}
