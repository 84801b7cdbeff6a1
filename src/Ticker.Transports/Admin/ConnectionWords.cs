using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Admin;

/// <summary>The words of a connection's JSON. Stateless.</summary>
internal static class ConnectionWords
{
    /// <summary>Every word for a road.</summary>
    public static IEnumerable<string> Roads => Enum.GetValues<ConnectionRoad>().Select(Of);

    /// <summary>Every word for a cause.</summary>
    public static IEnumerable<string> Causes => Enum.GetValues<CollapseCause>().Select(Of);

    /// <summary>Every word for a mode.</summary>
    public static IEnumerable<string> Modes => Enum.GetValues<DeliveryMode>().Select(Of);

    /// <summary>The word for a road.</summary>
    public static string Of(ConnectionRoad road) => road.ToString().ToLowerInvariant();

    /// <summary>The word for an encoding, as it stands in a URL.</summary>
    public static string Of(WireEncoding encoding) => encoding == WireEncoding.Json ? "json" : "msgpack";

    /// <summary>The word for a mode.</summary>
    public static string Of(DeliveryMode mode) => mode.ToString().ToLowerInvariant();

    /// <summary>The word for a cause; <c>none</c> for none.</summary>
    public static string Of(CollapseCause cause) => cause.ToString().ToLowerInvariant();

    /// <summary>The words for kinds.</summary>
    public static IEnumerable<string> Of(TickKinds kinds)
    {
        foreach (TickKind kind in (TickKind[])[TickKind.Quote, TickKind.Trade, TickKind.Status])
        {
            if (((int)kinds & (1 << (int)kind)) != 0)
            {
                yield return kind.ToString().ToLowerInvariant();
            }
        }
    }
}
