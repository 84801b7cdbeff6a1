using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>What the server may say. A test holds it against what is really written. Stateless.</summary>
internal static class ServerDescriptions
{
    /// <summary>All control messages, then data.</summary>
    public static IEnumerable<DescribedMessage> All() =>
    [
        new(
            "welcome",
            "The first message of a connection.",
            [
                Event("welcome"), new("version", Schema.Integer().With("const", Welcome.ProtocolVersion)), new("server", Schema.Text()), new("epoch", Epoch()),
                new("time", Clock()), new("heartbeat_ms", Schema.Integer(1)), new("limits", Schema.Map(Schema.Integer())),
                new("auth", Schema.Word(WireWords.AuthStates)), new("delay_ms", Schema.Integer(1).Described("How much later than it happened the market is seen; absent = at once."), false),
            ]),
        new(
            "subscribed",
            "What a subscription means at present; before any data of these instruments.",
            [
                Event("subscribed"), Id(), new("epoch", Epoch()), new("seq", Schema.Digits()),
                new("instruments", Schema.List(Row(Schema.Integer(1), Schema.Text(), Schema.Integer(0), Schema.Integer(0)), Subscribed.MaxEntries)
                    .Described("Number, name, decimals of prices, decimals of sizes.")),
                new("unknown", Schema.List(Schema.Text(), Subscribed.MaxEntries)), new("more", Schema.Boolean()),
            ]),
        new("unsubscribed", "A subscription has ended, with its final accounts.", [Event("unsubscribed"), Id(), .. Accounts(isRequired: false)]),
        new("seam", "All before was snapshot or history, all after it is live.", [Event("seam"), Id(), new("seq", Schema.Digits())]),
        new(
            "gap",
            "Ticks are missing that this subscription would have got.",
            [Event("gap"), Id(), new("from", DigitsOrNil()), new("to", DigitsOrNil()), new("cause", Schema.Word(WireWords.GapCauses))]),
        new(
            "notice",
            "Something that a client may want to know or show.",
            [
                Event("notice"), Id(isRequired: false), new("code", Schema.Word(WireWords.NoticeCodes)),
                new("refs", Schema.List(Schema.Integer(1), Notice.MaxReferences, 1), false), new("detail", Schema.Text(), false), new("retry_ms", Schema.Integer(0), false),
            ]),
        new(
            "heartbeat",
            "Where the stream stands.",
            [
                Event("heartbeat"), new("seq", Schema.Digits()), new("time", Clock()),
                new("subs", Schema.List(Row(Schema.Integer(1), Schema.Digits())).Described("Each subscription, and the position to resume it from.")),
                new("feeds", Schema.Map(Schema.Word(WireWords.FeedStates))),
            ]),
        new("statement", "A subscription's accounts.", [Event("statement"), Id(), .. Accounts(isRequired: true)]),
        new("pong", "The answer to a ping.", [Event("pong"), new("t", Schema.AnyOf(Schema.Integer(), Schema.Digits())), new("time", Clock())]),
        new(
            "error",
            "A message was refused.",
            [Event("error"), new("code", Schema.Text("^[a-z_]+$")), new("message", Schema.Text()), Id(isRequired: false), new("fatal", Schema.Boolean())]),
        new(
            "tape",
            "In a replay: where the tape is and what it does.",
            [
                Event("tape"), new("state", Schema.Word(WireWords.TapeStates)), new("seq", Schema.Digits()), new("time", Clock()), new("speed", Schema.Text()),
                new("lap", Schema.Integer(0)),
            ])
        {
            IsOfReplays = true,
        },
        new("data", "Ticks of one subscription, in order.", [new("id", Schema.Integer(1, int.MaxValue)), new("ticks", Schema.List(Schema.OneOf(TickDescriptions.All()), least: 1))]),
    ];

    private static SchemaKey Event(string name) => new("ev", Schema.Exactly(name));

    private static SchemaKey Id(bool isRequired = true) => new("id", Schema.Integer(1, int.MaxValue), isRequired);

    private static JsonObject Epoch() => Schema.Integer(0, MessageLimits.MaxEpoch);

    private static JsonObject Clock() => Schema.Digits().Described("Nanoseconds since 1970, UTC.");

    private static JsonObject DigitsOrNil() => Schema.AnyOf(Schema.Digits(), Schema.Nil());

    private static JsonObject Row(params JsonObject[] items) => new()
    {
        ["type"] = "array",
        ["minItems"] = items.Length,
        ["items"] = new JsonArray([.. items]),
    };

    private static IEnumerable<SchemaKey> Accounts(bool isRequired) =>
    [
        new("matched", Count(), isRequired), new("delivered", Count(), isRequired),
        new("conflated", Schema.Object(new("rate", Count()), new("socket", Count()), new("budget", Count()), new("server", Count())), isRequired),
        new("filtered", Count(), isRequired), new("discarded", Count(), isRequired), new("pending", Count(), isRequired), new("snapshot", Count(), isRequired),
        new("first_seq", Schema.Digits(), isRequired), new("last_seq", Schema.Digits(), isRequired), new("sha256", Schema.Text("^[0-9a-f]{64}$"), false),
    ];

    private static JsonObject Count() => Schema.Integer(0);
}
