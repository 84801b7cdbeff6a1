using System.Globalization;
using Ticker.Model;

namespace Ticker.Recording.Replay;

/// <summary>Reads what a URL asks of a replay session. Stateless.</summary>
public static class ReplayQuery
{
    /// <summary>Reads the parameters of a session.</summary>
    /// <param name="value">Gives the text of a parameter; null or empty = not given.</param>
    /// <param name="request">What is asked for, when nothing is wrong.</param>
    /// <returns>Everything that is wrong, for a person to read.</returns>
    public static IReadOnlyList<string> Read(Func<string, string?> value, out ReplayRequest request)
    {
        ArgumentNullException.ThrowIfNull(value);
        var wrong = new List<string>();
        request = new ReplayRequest();
        if (value("speed") is { Length: > 0 } text)
        {
            Note(ReplaySpeed.Parse(text, out ReplaySpeed speed), wrong);
            request = request with { Speed = speed };
        }

        request = request with
        {
            MaxGap = Span("max_gap", value, wrong),
            Loop = Flag("loop", "true", "false", value, wrong),
            From = Instant("from", value, wrong),
            To = Instant("to", value, wrong),
            Times = Flag("times", "now", "original", value, wrong) ? ReplayTimes.Now : ReplayTimes.Original,
            StartsPaused = Flag("paused", "true", "false", value, wrong),
            StaysAtEnd = Flag("at_end", "wait", "close", value, wrong),
        };
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

    private static TimeSpan Span(string name, Func<string, string?> value, List<string> wrong)
    {
        TimeSpan span = default;
        if (value(name) is { Length: > 0 } text && !TryReadSpan(text, out span))
        {
            wrong.Add($"{name} is a span of time, as 500ms or 1.5s");
        }

        return span;
    }

    private static UnixNanos Instant(string name, Func<string, string?> value, List<string> wrong)
    {
        UnixNanos instant = default;
        if (value(name) is { Length: > 0 } text && !UnixNanos.TryParse(text, out instant))
        {
            wrong.Add($"{name} is an instant: nanoseconds since 1970, a date, or as 2024-08-08T09:30:00Z");
        }

        return instant;
    }

    private static bool Flag(string name, string yes, string no, Func<string, string?> value, List<string> wrong)
    {
        string? text = value(name);
        if (text is { Length: > 0 } && text != yes && text != no)
        {
            wrong.Add($"{name} is {yes} or {no}");
        }

        return text == yes;
    }
}
