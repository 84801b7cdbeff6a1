using System.Text.Json;
using Ticker.Engine;
using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Protocol.Describing;
using Ticker.Recording.Late;

namespace Ticker.Transports.Admin;

/// <summary>What all lanes have done together, those of late markets among them, as JSON. Stateless.</summary>
internal static class TotalsJson
{
    /// <summary>Writes it, as the member <c>totals</c>.</summary>
    public static void Write(Utf8JsonWriter json, Markets markets, int connections)
    {
        Pipeline pipeline = markets.Present.Pipeline;
        LaneTotals totals = markets.LateTotals;
        foreach (Lane lane in pipeline.Lanes)
        {
            totals += lane.Totals;
        }

        Accounts accounts = totals.Accounts;
        json.WriteStartObject("totals");
        json.WriteNumber("connections", connections);
        json.WriteNumber("subscriptions", totals.Subscriptions);
        json.WriteNumber("instruments", pipeline.Instruments.Count);
        json.WriteNumber("matched", accounts.Matched);
        json.WriteNumber("delivered", accounts.Delivered);
        json.WriteStartObject("conflated");
        json.WriteNumber("rate", accounts.ConflatedByRate);
        json.WriteNumber("socket", accounts.ConflatedBySocket);
        json.WriteNumber("budget", accounts.ConflatedByBudget);
        json.WriteNumber("server", accounts.ConflatedByServer);
        json.WriteEndObject();
        json.WriteNumber("filtered", accounts.Filtered);
        json.WriteNumber("discarded", accounts.Discarded);
        json.WriteNumber("pending", accounts.Pending);
        json.WriteNumber("sends", totals.Sends);
        json.WriteNumber("bytes", totals.Bytes);
        json.WriteNumber("evictions", totals.Evictions.All);
        json.WriteNumber("memory", pipeline.Memory.Taken);
        json.WriteEndObject();
    }

    /// <summary>What it is.</summary>
    public static SchemaKey Schema() => new("totals", Protocol.Describing.Schema.Object(
        Count("connections"), Count("subscriptions"), Count("instruments"), Count("matched"), Count("delivered"),
        new SchemaKey("conflated", Protocol.Describing.Schema.Object(Count("rate"), Count("socket"), Count("budget"), Count("server"))),
        Count("filtered"), Count("discarded"), Count("pending"), Count("sends"), Count("bytes"), Count("evictions"), Count("memory"))
        .Described("What the server has done since it started, as counted within the last second or two; memory is of its budget."));

    private static SchemaKey Count(string name) => new(name, Protocol.Describing.Schema.Integer(0));
}
