using System.Globalization;
using System.Text;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>A subscription as the parameters of a request.</summary>
internal static class HttpQuery
{
    /// <summary>Writes it behind a path.</summary>
    /// <param name="path">Such as <c>v1/events</c>, behind the server's address.</param>
    /// <param name="request">What is asked for.</param>
    /// <param name="more">Further parameters.</param>
    public static string Of(string path, SubscribeMessage request, params ReadOnlySpan<(string Name, string Value)> more)
    {
        var query = new StringBuilder(path);
        char divider = '?';
        foreach (string symbol in request.Symbols.Where(symbol => symbol.Length > 0))
        {
            Add("symbol", symbol);
        }

        if (request.Kinds != TickKinds.All)
        {
            Add("kinds", string.Join(',', new[] { TickKinds.Quote, TickKinds.Trade, TickKinds.Status }.Where(kind => (request.Kinds & kind) != 0).Select(Word)));
        }

        Add("mode", Word(request.Mode));
        if (request.Mode == DeliveryMode.Interval && request.IntervalMs is { } interval)
        {
            Add("interval_ms", interval.ToString(CultureInfo.InvariantCulture));
        }

        AddIf(request.ConflateTrades, "conflate_trades");
        AddIf(request.Summary, "summary");
        AddIf(request.Times, "times");
        if (request.OnSlow != OnSlow.Default)
        {
            Add("on_slow", Word(request.OnSlow));
        }

        if (From(request.From) is { } from)
        {
            Add("from", from);
        }

        foreach ((string name, string value) in more)
        {
            Add(name, value);
        }

        return query.ToString();

        void AddIf(bool isSet, string name)
        {
            if (isSet)
            {
                Add(name, "true");
            }
        }

        void Add(string name, string value)
        {
            query.Append(divider).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            divider = '&';
        }
    }

    private static string? From(StartFrom from) => from.Kind switch
    {
        StartKind.Now => "now",
        StartKind.Position => string.Create(CultureInfo.InvariantCulture, $"{from.Epoch}:{from.Sequence}"),
        StartKind.Time => from.Time.Value.ToString(CultureInfo.InvariantCulture),
        _ => null,
    };

    private static string Word<T>(T value)
        where T : struct, Enum => value.ToString().ToLowerInvariant();
}
