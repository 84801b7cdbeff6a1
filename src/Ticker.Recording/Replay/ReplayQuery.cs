using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>What a URL may ask of a replay session: read, and described, from one table. Stateless.</summary>
public static class ReplayQuery
{
    /// <summary>All parameters but the recording's name.</summary>
    public static IReadOnlyList<ReplayParameter> Parameters { get; } =
    [
        new("speed", "0.01 to 1000000, or max. Default 1.", static (string text, ref ReplayRequest request) =>
        {
            string? wrong = ReplaySpeed.Parse(text, out ReplaySpeed speed);
            request = wrong is null ? request with { Speed = speed } : request;
            return wrong;
        }),
        new("max_gap", "The longest time without a tick that is waited for, as 500ms or 1.5s.", static (string text, ref ReplayRequest request) =>
        {
            bool isSpan = TryReadSpan(text, out TimeSpan span);
            request = request with { MaxGap = span };
            return isSpan ? null : "max_gap is a span of time, as 500ms or 1.5s";
        }),
        Instant("from", "Plays from this instant on.", static (request, instant) => request with { From = instant }),
        Instant("to", "Plays what came before this instant.", static (request, instant) => request with { To = instant }),
        Choice("loop", "Whether it begins again at its end.", "false", "true", static request => request with { Loop = true }),
        Choice("times", "now: as if it were received when it is played.", "original", "now", static request => request with { Times = ReplayTimes.Now }),
        Choice("paused", "Whether it waits to be told to begin.", "false", "true", static request => request with { StartsPaused = true }),
        Choice("at_end", "What becomes of the connection when all is played.", "close", "wait", static request => request with { StaysAtEnd = true }),
    ];

    /// <summary>Reads the parameters of a session.</summary>
    /// <param name="value">Gives the text of a parameter; null or empty = not given.</param>
    /// <param name="request">What is asked for, when nothing is wrong.</param>
    /// <returns>Everything that is wrong, for a person to read.</returns>
    public static IReadOnlyList<string> Read(Func<string, string?> value, out ReplayRequest request)
    {
        ArgumentNullException.ThrowIfNull(value);
        var wrong = new List<string>();
        request = new ReplayRequest();
        foreach (ReplayParameter parameter in Parameters)
        {
            if (value(parameter.Name) is { Length: > 0 } text)
            {
                Note(parameter.Take(text, ref request), wrong);
            }
        }

        Note(request.Check(), wrong);
        return wrong;
    }

    /// <summary>Reads a span of time: a number with <c>us</c>, <c>ms</c>, <c>s</c>, <c>m</c> or <c>h</c> behind it.</summary>
    public static bool TryReadSpan(string text, out TimeSpan span)
    {
        ArgumentNullException.ThrowIfNull(text);
        (string unit, double ticks)[] units =
        [
            ("us", TimeSpan.TicksPerMicrosecond), ("ms", TimeSpan.TicksPerMillisecond), ("s", TimeSpan.TicksPerSecond),
            ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour),
        ];
        span = default;
        foreach ((string unit, double ticks) in units)
        {
            if (text.EndsWith(unit, StringComparison.Ordinal)
                && double.TryParse(text[..^unit.Length], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count)
                && count * ticks < TimeSpan.MaxValue.Ticks / 2.0)
            {
                span = TimeSpan.FromTicks((long)(count * ticks));
                return true;
            }
        }

        return false;
    }

    private static void Note(string? wrong, List<string> all)
    {
        if (wrong is not null)
        {
            all.Add(wrong);
        }
    }

    private static ReplayParameter Instant(string name, string description, Func<ReplayRequest, UnixNanos, ReplayRequest> with) =>
        new(name, description, (string text, ref ReplayRequest request) =>
        {
            bool isInstant = UnixNanos.TryParse(text, out UnixNanos instant);
            request = with(request, instant);
            return isInstant ? null : $"{name} is an instant: nanoseconds since 1970, a date, or as 2024-08-08T09:30:00Z";
        });

    // The first word is what it is without.
    private static ReplayParameter Choice(string name, string description, string otherwise, string word, Func<ReplayRequest, ReplayRequest> with) =>
        new(name, description, (string text, ref ReplayRequest request) =>
        {
            request = text == word ? with(request) : request;
            return text == word || text == otherwise ? null : $"{name} is {word} or {otherwise}";
        })
        {
            Words = [otherwise, word],
        };
}
