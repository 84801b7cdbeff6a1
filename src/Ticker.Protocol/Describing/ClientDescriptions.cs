using System.Text.Json.Nodes;

namespace Ticker.Protocol.Describing;

/// <summary>What clients may say, from the tables by which it is read. Stateless.</summary>
internal static class ClientDescriptions
{
    private static readonly Dictionary<string, string> Summaries = new(StringComparer.Ordinal)
    {
        ["auth"] = "Proves who the client is, or renews the proof.",
        ["subscribe"] = "Asks for ticks of instruments, now and as they appear.",
        ["modify"] = "Changes a subscription while it lives.",
        ["unsubscribe"] = "Ends a subscription; its last accounts are the answer.",
        ["pause"] = "Stops delivery. In a replay, without an id: stops the tape.",
        ["resume"] = "Goes on with delivery. In a replay, without an id: with the tape.",
        ["statement"] = "Asks for a subscription's accounts.",
        ["ping"] = "Asks for a pong.",
        ["seek"] = "In a replay: goes on elsewhere; either seq or time.",
        ["step"] = "In a replay: plays so many ticks of the recording at once, then pauses.",
        ["speed"] = "In a replay: changes how fast the tape runs.",
    };

    /// <summary>All operations.</summary>
    public static IEnumerable<DescribedMessage> All() => ClientOperation.All.Select(operation => new DescribedMessage(
        operation.Op,
        Summaries[operation.Op],
        [
            new("op", Schema.Exactly(operation.Op)),
            .. ClientFields.Keys.Where(key => key.Bit != ClientKeys.Op && (operation.Used & key.Bit) != 0)
                .Select(key => new SchemaKey(key.Name, SchemaOf(key.Bit), (operation.Required & key.Bit) != 0)),
        ])
    {
        IsOfReplays = operation.IsOfReplays,
    });

    private static JsonObject SchemaOf(ClientKeys key) => key switch
    {
        ClientKeys.Id => Schema.Integer(1, int.MaxValue).Described("The client's own number of the subscription."),
        ClientKeys.Token => Schema.Text().Described("An API key or a JWT."),
        ClientKeys.Symbols or ClientKeys.Add or ClientKeys.Remove => Schema.List(Schema.Text().With("maxLength", MessageLimits.MaxSymbolBytes), MessageLimits.MaxSymbols)
            .Described("VENUE:SYMBOL, or patterns in which * stands for any run of characters."),
        ClientKeys.Kinds => Schema.List(Schema.Word(WireWords.Kinds), least: 1),
        ClientKeys.Mode => Schema.Word(WireWords.Modes),
        ClientKeys.IntervalMs => Schema.Integer(1, MessageLimits.MaxIntervalMs).Described("Must stand where a subscribe says interval."),
        ClientKeys.ConflateTrades or ClientKeys.Summary or ClientKeys.Times => Schema.Boolean(),
        ClientKeys.OnSlow => Schema.Word(WireWords.OnSlow),
        ClientKeys.From => Schema.OneOf(
            Schema.Word("snapshot", "now"),
            Schema.Object(new SchemaKey("epoch", Wide(0)), new SchemaKey("seq", Wide(0))),
            Schema.Object(new SchemaKey("time", Wide(0).Described("Nanoseconds since 1970.")))),
        ClientKeys.Seq or ClientKeys.Time => Wide(0),
        ClientKeys.Ticks => Schema.Integer(1, MessageLimits.MaxStep),
        ClientKeys.Speed => Schema.AnyOf(Schema.Text(), Schema.Integer(1)).Described("0.01 to 1000000, or max."),
        _ => Wide(null),
    };

    private static JsonObject Wide(long? least) => Schema.AnyOf(Schema.Integer(least), Schema.Digits());
}
