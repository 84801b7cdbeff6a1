using Microsoft.AspNetCore.Http;
using Ticker.Transports.Access;

namespace Ticker.Transports.Answers;

/// <summary>What holds for the parameters of every URL. Stateless.</summary>
internal static class QueryCheck
{
    /// <summary>Adds each parameter that there is not: one that is misspelt does not pass for one that was left out.</summary>
    /// <param name="query">The URL's parameters.</param>
    /// <param name="known">Those there are.</param>
    /// <param name="wrong">Gets what is wrong.</param>
    public static void Names(IQueryCollection query, IReadOnlyCollection<string> known, List<WrongParameter> wrong)
    {
        foreach (string name in query.Keys.Where(name => name != WebGuard.Ticket && !known.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            wrong.Add(new(name, $"there is no such parameter; there are {string.Join(", ", known)}"));
        }
    }

    /// <summary>Gives a parameter that stands once at most; null when it does not stand, or empty.</summary>
    public static string? Single(IQueryCollection query, string name, List<WrongParameter> wrong)
    {
        if (query[name].Count > 1)
        {
            wrong.Add(new(name, "it is given more than once"));
        }

        string? text = query[name].Count == 0 ? null : query[name][0];
        return text is { Length: > 0 } ? text : null;
    }
}
