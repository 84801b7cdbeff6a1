using System.Diagnostics.Metrics;
using Ticker.Transports.Roads;

namespace Ticker.Server.Metrics;

/// <summary>What the meter tells of those who come by plain HTTP. Stateless.</summary>
internal static class RoadInstruments
{
    private static readonly (Road Road, KeyValuePair<string, object?> Tag)[] Roads =
        [.. Enum.GetValues<Road>().Select(road => (road, KeyValuePair.Create<string, object?>("road", road.ToString().ToLowerInvariant())))];

    /// <summary>Makes the instruments.</summary>
    /// <param name="meter">Their meter.</param>
    /// <param name="door">Knows the requests.</param>
    public static void Add(Meter meter, RoadDoor door) => meter.CreateObservableUpDownCounter(
        "ticker.road.requests",
        () => Roads.Select(one => new Measurement<long>(door.On(one.Road), one.Tag)),
        "{request}",
        "Requests served by plain HTTP, streams and waiting polls, by road");
}
