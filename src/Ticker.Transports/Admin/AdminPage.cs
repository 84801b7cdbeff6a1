using System.Globalization;
using Microsoft.AspNetCore.Http;
using Ticker.Protocol.Describing;
using Ticker.Transports.Answers;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Admin;

/// <summary>Which part of a long list is asked for. Immutable.</summary>
/// <param name="After">What is listed has a higher number.</param>
/// <param name="Limit">The most that is listed.</param>
internal readonly record struct AdminPage(long After, int Limit)
{
    /// <summary>The most that may be asked for at a time.</summary>
    public const int MostAtATime = 1_000;

    private const string LimitName = "limit";
    private const string CursorName = "cursor";
    private const int Usual = 100;

    /// <summary>The parameters by which it is asked for.</summary>
    public static IReadOnlyList<DescribedParameter> Parameters { get; } =
    [
        new(LimitName, $"The most in one answer. Default: {Usual}.", () => Schema.Integer(1, MostAtATime)),
        new(CursorName, "Goes on after an answer: its next.", () => Schema.Digits()),
    ];

    /// <summary>The key of an answer that says where to go on, left out at the end.</summary>
    public static SchemaKey Next() => new("next", Schema.Digits().Described("Give it as cursor for what follows; left out when nothing does."), false);

    /// <summary>Reads what a URL asks for.</summary>
    public static AdminPage Read(IQueryCollection query, List<WrongParameter> wrong)
    {
        int limit = Usual;
        if (QueryCheck.Single(query, LimitName, wrong) is { } asked
            && (!int.TryParse(asked, NumberStyles.None, CultureInfo.InvariantCulture, out limit) || limit is < 1 or > MostAtATime))
        {
            wrong.Add(new(LimitName, $"it must be a whole number from 1 to {MostAtATime}"));
        }

        long after = 0;
        if (QueryCheck.Single(query, CursorName, wrong) is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out after))
        {
            wrong.Add(new(CursorName, "it must be the next of an answer"));
        }

        return new AdminPage(after, limit);
    }
}
