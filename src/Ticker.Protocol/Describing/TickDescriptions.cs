using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>Ticks as they stand in JSON. Each call makes new schemas. Stateless.</summary>
public static class TickDescriptions
{
    /// <summary>A quote, a trade, a status.</summary>
    public static IEnumerable<JsonObject> All() =>
    [
        Tick("q", Side("b"), Side("a"), [new("c", Collapsed(Extremes()), false)]),
        Tick(
            "t",
            [new("p", Schema.Number()), new("s", Schema.Number())],
            [new("side", Schema.Integer(0, 2).Described("0 none, 1 buy, 2 sell: the aggressor.")), new("i", Schema.Digits().Described("The venue's number of the trade; 0 = none."))],
            [new("c", Collapsed(Sums()), false)]),
        Tick("s", [new("st", Schema.Integer(0, 5).Described("0 not said, 1 trading, 2 halted, 3 paused, 4 closed, 5 pre-open."))], [new("reason", Schema.Text())], []),
    ];

    private static JsonObject Tick(string kind, params IEnumerable<SchemaKey>[] own) => Schema.Object(
    [
        new("T", Schema.Exactly(kind)), new("S", Schema.Text("^[^:]+:.+$").Described("VENUE:SYMBOL")), new("seq", Schema.Digits()), new("t", Instant(), false),
        .. own.SelectMany(keys => keys), new("f", Schema.Integer(0, 255).Described("1 snapshot, 2 stale, 4 after a gap, 8 out of hours, 16 replayed, 32 the trade id is a hash.")),
        new("rt", Instant(), false),
    ]);

    private static IEnumerable<SchemaKey> Side(string letter) => [new(letter + "p", Schema.Number(), false), new(letter + "s", Schema.Number(), false)];

    private static JsonObject Instant() => Schema.Text(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$");

    private static JsonObject Collapsed(IEnumerable<SchemaKey> own) => Schema.Object(
    [
        new("n", Schema.Integer(2).Described("How many it stands for, itself among them.")), new("first", Schema.Digits()),
        new("cause", Schema.Integer(1, 4).Described("1 rate, 2 socket, 3 budget, 4 server.")), .. own,
    ]);

    private static IEnumerable<SchemaKey> Extremes() => Numbers("bh", "bl", "ah", "al");

    private static IEnumerable<SchemaKey> Sums() => Numbers("v", "h", "l", "notional");

    private static IEnumerable<SchemaKey> Numbers(params string[] keys) => keys.Select(key => new SchemaKey(key, Schema.Number(), false));
}
