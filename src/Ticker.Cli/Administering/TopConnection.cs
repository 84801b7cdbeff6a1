using System.Text.Json;

namespace Ticker.Cli.Administering;

/// <summary>A connection, as an operator's terminal has room for it. Text of the other side holds no control character. Immutable.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Who">The name of its key or token.</param>
/// <param name="Address">Where it comes from.</param>
/// <param name="Since">When it came, in UTC.</param>
/// <param name="Road">Its road.</param>
/// <param name="Client">What it calls itself.</param>
/// <param name="Delay">How much later than it happened it is told the market; empty = at once.</param>
/// <param name="Subscriptions">How many it has.</param>
/// <param name="Pending">Ticks that wait.</param>
/// <param name="Delivered">Ticks delivered by its present subscriptions.</param>
/// <param name="Conflated">Ticks conflated of these.</param>
/// <param name="Bytes">Bytes that wait or have not arrived.</param>
/// <param name="Cause">Why it is conflated now; empty = it is not.</param>
internal sealed record TopConnection(
    long Id, string Who, string Address, string Since, string Road, string Client, string Delay, int Subscriptions, long Pending, long Delivered, long Conflated, long Bytes, string Cause)
{
    // What weighs most is told.
    private static readonly string[] Causes = ["budget", "socket", "server", "rate"];

    /// <summary>Reads one as the server tells it.</summary>
    public static TopConnection Read(JsonElement one)
    {
        JsonElement[] subscriptions = one.TryGetProperty("subscriptions", out JsonElement list) ? [.. list.EnumerateArray()] : [];
        JsonElement[] statements = [.. subscriptions.Select(subscription => subscription.GetProperty("statement"))];
        return new TopConnection(
            one.GetProperty("id").GetInt64(),
            TopText.Of(one, "identity"),
            TopText.Of(one, "address"),
            TopText.Second(TopText.Of(one, "since")),
            TopText.Of(one, "road"),
            TopText.Of(one, "client"),
            TopText.Span(Number(one, "delay_ms")),
            (int)Number(one, "subscription_count"),
            Number(one, "pending"),
            statements.Sum(statement => Number(statement, "delivered")),
            statements.Sum(statement => statement.GetProperty("conflated").EnumerateObject().Sum(cause => cause.Value.GetInt64())),
            Number(one, "waiting_bytes") + Number(one, "unsent_bytes"),
            Array.Find(Causes, cause => Array.Exists(subscriptions, subscription => TopText.Of(subscription, "cause") == cause)) ?? "");
    }

    private static long Number(JsonElement of, string key) => of.TryGetProperty(key, out JsonElement value) ? value.GetInt64() : 0;
}
