using Microsoft.AspNetCore.Http;
using Ticker.Model;

namespace Ticker.Transports.Answers;

/// <summary>Which kinds of ticks a URL asks for: <c>kinds</c>, words divided by commas. Stateless.</summary>
internal static class KindsChoice
{
    /// <summary>The parameter.</summary>
    public const string Name = "kinds";

    /// <summary>Reads what a URL asks for; all where it says nothing.</summary>
    /// <param name="query">The URL's parameters.</param>
    /// <param name="wrong">Gets what is wrong.</param>
    public static TickKinds Read(IQueryCollection query, List<WrongParameter> wrong)
    {
        TickKinds kinds = TickKinds.None;
        foreach (string word in query[Name].SelectMany(list => (list ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries)))
        {
            TickKinds kind = word switch
            {
                "quote" => TickKinds.Quote,
                "trade" => TickKinds.Trade,
                "status" => TickKinds.Status,
                _ => TickKinds.None,
            };
            if (kind == TickKinds.None)
            {
                wrong.Add(new(Name, $"'{word}' is not one of quote, trade, status"));
            }

            kinds |= kind;
        }

        return kinds == TickKinds.None ? TickKinds.All : kinds;
    }
}
