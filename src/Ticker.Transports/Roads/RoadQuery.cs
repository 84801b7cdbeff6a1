using System.Globalization;
using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.History;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Roads;

/// <summary>Reads from a URL what a socket's <c>subscribe</c> would say. Stateless.</summary>
internal static class RoadQuery
{
    /// <summary>The one subscription's number.</summary>
    public const int Id = 1;

    /// <summary>The header with which a browser resumes.</summary>
    public const string LastEventId = "Last-Event-ID";

    /// <summary>How long a poll may wait.</summary>
    public const string Wait = "wait_ms";

    /// <summary>How often a stream tells its accounts.</summary>
    public const string Statements = "statement_ms";

    /// <summary>The shortest time between two statements, in milliseconds; the longest is <see cref="MessageLimits.MaxIntervalMs"/>.</summary>
    public const int LeastStatementMs = 100;

    /// <summary>Where it starts.</summary>
    public const string Start = "from";

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="road">By which it comes.</param>
    /// <param name="wrong">Gets everything that is wrong with it.</param>
    public static SubscribeMessage Read(HttpRequest request, Road road, List<WrongParameter> wrong)
    {
        IQueryCollection query = request.Query;
        QueryCheck.Names(query, RoadDescriptions.Of(road).QueryNames, wrong);
        SymbolChoice symbols = SymbolChoice.Read(query, wrong);
        if (symbols.IsEmpty && wrong.Count == 0)
        {
            wrong.Add(new(SymbolChoice.Several, "it is missing: VENUE:SYMBOL, several divided by commas, or patterns; * is all"));
        }

        DeliveryMode mode = Word(query, "mode", DeliveryMode.Latest, wrong, ("latest", DeliveryMode.Latest), ("interval", DeliveryMode.Interval), ("all", DeliveryMode.All));
        int? interval = Number(query, "interval_ms", 1, MessageLimits.MaxIntervalMs, wrong);
        if (mode == DeliveryMode.Interval && interval is null && wrong.Count == 0)
        {
            wrong.Add(new("interval_ms", "needed for mode interval"));
        }

        return new SubscribeMessage
        {
            Id = Id,

            // In one order, so that whoever asks for the same gets the same bytes.
            Symbols = [.. symbols.Texts.Order(StringComparer.Ordinal)],
            Kinds = KindsChoice.Read(query, wrong),
            Mode = mode,
            IntervalMs = interval,
            ConflateTrades = Flag(query, "conflate_trades", wrong),
            Summary = Flag(query, "summary", wrong),
            Times = Flag(query, "times", wrong),
            OnSlow = Word(query, "on_slow", OnSlow.Default, wrong, ("conflate", OnSlow.Conflate), ("evict", OnSlow.Evict)),
            From = From(request, road, wrong),
        };
    }

    /// <summary>Reads how long a poll may wait.</summary>
    public static TimeSpan WaitOf(IQueryCollection query, RoadOptions options, List<WrongParameter> wrong) =>
        Number(query, Wait, 0, (int)options.MaxWait.TotalMilliseconds, wrong) is { } ms ? TimeSpan.FromMilliseconds(ms) : options.DefaultWait;

    /// <summary>Reads how often a stream is to tell its accounts; null = only at its end.</summary>
    public static TimeSpan? StatementsOf(IQueryCollection query, List<WrongParameter> wrong) =>
        Number(query, Statements, LeastStatementMs, MessageLimits.MaxIntervalMs, wrong) is { } ms ? TimeSpan.FromMilliseconds(ms) : null;

    // What a browser remembers is newer than what the page's address says.
    private static StartFrom From(HttpRequest request, Road road, List<WrongParameter> wrong)
    {
        string? written = QueryCheck.Single(request.Query, Start, wrong);
        StartFrom from = written is null ? StartFrom.Snapshot : Read(Start, written, wrong);
        if (road != Road.Events || request.Headers[LastEventId] is not { Count: > 0 } ids || ids is [null or ""])
        {
            return from;
        }

        if (ids.Count > 1)
        {
            wrong.Add(new(LastEventId, "it is given more than once"));
            return from;
        }

        StartFrom resumed = Read(LastEventId, ids[0]!, wrong);
        if (resumed.Kind is StartKind.Now or StartKind.Time || ids[0] == "snapshot")
        {
            wrong.Add(new(LastEventId, "it is not an id that this server gave: epoch:sequence"));
        }

        return resumed;
    }

    private static StartFrom Read(string parameter, string text, List<WrongParameter> wrong)
    {
        switch (text)
        {
            case "snapshot":
                return StartFrom.Snapshot;
            case "now":
                return StartFrom.Now;
        }

        if (HistoryBound.Parse(text, out HistoryBound bound) is { } why)
        {
            wrong.Add(new(parameter, $"{why}, and not snapshot or now"));
            return default;
        }

        if (bound.Time is { } time)
        {
            return StartFrom.At(time);
        }

        StreamPosition position = bound.Position!.Value;
        if (position.Epoch > MessageLimits.MaxEpoch)
        {
            wrong.Add(new(parameter, $"'{text}' is no position: there is no such epoch"));
        }

        return StartFrom.Position(position.Epoch, position.Sequence);
    }

    private static bool Flag(IQueryCollection query, string name, List<WrongParameter> wrong) =>
        Word(query, name, false, wrong, ("true", true), ("false", false));

    private static T Word<T>(IQueryCollection query, string name, T absent, List<WrongParameter> wrong, params (string Word, T Value)[] words)
    {
        if (QueryCheck.Single(query, name, wrong) is not { } text)
        {
            return absent;
        }

        foreach ((string word, T value) in words)
        {
            if (text == word)
            {
                return value;
            }
        }

        wrong.Add(new(name, $"'{text}' is not one of {string.Join(", ", words.Select(pair => pair.Word))}"));
        return absent;
    }

    private static int? Number(IQueryCollection query, string name, int least, int most, List<WrongParameter> wrong)
    {
        if (QueryCheck.Single(query, name, wrong) is not { } text)
        {
            return null;
        }

        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most)
        {
            return number;
        }

        wrong.Add(new(name, $"'{text}' is not a whole number from {least} to {most}"));
        return null;
    }
}
