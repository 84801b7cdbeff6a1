using System.Globalization;
using Microsoft.AspNetCore.Http;
using Ticker.Model;
using Ticker.Recording.History;
using Ticker.Transports.Answers;

namespace Ticker.Transports.History;

/// <summary>Reads what a URL asks of history. Stateless.</summary>
internal static class HistoryQuery
{
    /// <summary>Where the range begins: what the address of the next page changes.</summary>
    public const string From = "from";

    private static readonly string[] Parameters = HistoryDescription.Endpoint.QueryNames;

    /// <summary>Reads a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="wrong">Gets everything that is wrong with it.</param>
    public static HistoryRequest Read(HttpRequest request, List<WrongParameter> wrong)
    {
        IQueryCollection query = request.Query;
        QueryCheck.Names(query, Parameters, wrong);
        SymbolChoice symbols = SymbolChoice.Read(query, wrong);
        if (symbols.IsEmpty && wrong.Count == 0)
        {
            wrong.Add(new(SymbolChoice.One, "it is missing: VENUE:SYMBOL, or a pattern; * is all"));
        }

        var range = new HistoryRange { From = Bound(query, From, wrong), To = Bound(query, "to", wrong), Kinds = KindsChoice.Read(query, wrong) };
        if (range.Check() is { } why)
        {
            wrong.Add(new(From, why));
        }

        return new HistoryRequest(symbols, range, Limit(query, wrong), HistoryFormats.Choose(QueryCheck.Single(query, "format", wrong), request.Headers.Accept, wrong));
    }

    private static HistoryBound? Bound(IQueryCollection query, string name, List<WrongParameter> wrong)
    {
        if (QueryCheck.Single(query, name, wrong) is not { } text)
        {
            return null;
        }

        if (HistoryBound.Parse(text, out HistoryBound bound) is { } why)
        {
            wrong.Add(new(name, why));
            return null;
        }

        return bound;
    }

    private static long Limit(IQueryCollection query, List<WrongParameter> wrong)
    {
        long limit = long.MaxValue;
        if (QueryCheck.Single(query, "limit", wrong) is { } text
            && !(long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit > 0))
        {
            wrong.Add(new("limit", $"'{text}' is not a whole number above 0"));
        }

        return limit;
    }
}
