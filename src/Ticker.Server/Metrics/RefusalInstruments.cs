using System.Diagnostics.Metrics;
using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Metrics;

/// <summary>What the meter tells of those who were not let in, or were put out for what they did. Stateless.</summary>
internal static class RefusalInstruments
{
    private static readonly (RefusalReason Reason, KeyValuePair<string, object?> Tag)[] Reasons = Tagged<RefusalReason>();
    private static readonly (PeerFault Reason, KeyValuePair<string, object?> Tag)[] Faults = Tagged<PeerFault>();

    /// <summary>Makes the instruments.</summary>
    /// <param name="meter">Their meter.</param>
    /// <param name="refusals">Counts who was not let in.</param>
    /// <param name="sockets">Counts who was put out.</param>
    public static void Add(Meter meter, Refusals refusals, StreamEndpoint sockets)
    {
        meter.CreateObservableCounter(
            "ticker.connection.refusals", () => Reasons.Select(one => new Measurement<long>(refusals.Of(one.Reason), one.Tag)), "{refusal}", "Connections and requests that were not let in, by reason");
        meter.CreateObservableCounter(
            "ticker.subscriber.faults", () => Faults.Select(one => new Measurement<long>(sockets.Faults(one.Reason), one.Tag)), "{fault}", "Sockets closed for what their peers did, by reason");
    }

    private static (T Reason, KeyValuePair<string, object?> Tag)[] Tagged<T>()
        where T : struct, Enum =>
        [.. Enum.GetValues<T>().Select(one => (one, KeyValuePair.Create<string, object?>("reason", JsonNamingPolicy.SnakeCaseLower.ConvertName(one.ToString()))))];
}
