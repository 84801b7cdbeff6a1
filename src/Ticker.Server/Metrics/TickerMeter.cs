using System.Diagnostics.Metrics;
using Ticker.Engine;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Recording.Journal;
using Ticker.Recording.Late;
using Ticker.Server.Tls;
using Ticker.Transports.Roads;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Metrics;

/// <summary>
/// The meter <c>Ticker</c>: what the server does, in numbers, for whoever listens - dotnet-counters, an OpenTelemetry
/// exporter, a <see cref="MeterListener"/>. Nothing is counted for it: each instrument reads, when asked, what the
/// stages keep anyway. Thread-safe.
/// </summary>
/// <remarks>
/// Names follow OpenTelemetry's semantic conventions for metrics, units are UCUM's. Listeners read instruments in the
/// order in which they were made: <c>ticker.delivery.matched</c> comes first and takes a reading, and those after it
/// tell of that same reading, so that the figures of one collection balance.
/// </remarks>
internal sealed class TickerMeter
{
    /// <summary>The meter's name.</summary>
    public const string Name = "Ticker";

    private static readonly TimeSpan OneCollection = TimeSpan.FromSeconds(1);

    private readonly Pipeline _pipeline;
    private readonly Markets _markets;
    private readonly TimeProvider _time;
    private Reading? _last;

    /// <summary>Makes the instruments; they live as long as the factory.</summary>
    /// <param name="factory">Makes the meter.</param>
    /// <param name="pipeline">What is measured.</param>
    /// <param name="markets">The same, as each may see it: what the lanes of late ones do is counted with the others.</param>
    /// <param name="time">The clock.</param>
    /// <param name="roads">Where those come in who come by plain HTTP.</param>
    /// <param name="sockets">Where those come in who come by socket.</param>
    /// <param name="gate">Where all are asked who they are.</param>
    /// <param name="journal">What it is kept in, if it is.</param>
    /// <param name="certificate">What it shows who comes over TLS, if anybody can.</param>
    public TickerMeter(
        IMeterFactory factory, Pipeline pipeline, Markets markets, TimeProvider time, RoadDoor roads, StreamEndpoint sockets, AccessGate gate,
        LiveJournal? journal = null, LiveCertificate? certificate = null)
    {
        ArgumentNullException.ThrowIfNull(factory);
        (_pipeline, _markets, _time) = (pipeline, markets, time);
        Meter meter = factory.Create(new MeterOptions(Name));
        MeasureTicks(meter);
        MeasureSubscribers(meter);
        MeasureStream(meter);
        RoadInstruments.Add(meter, roads);
        RefusalInstruments.Add(meter, gate.Refusals, sockets);
        FeedInstruments.Add(meter, pipeline.Feeds);
        if (journal is not null)
        {
            JournalInstruments.Add(meter, journal.Counts);
        }

        if (certificate is not null)
        {
            meter.CreateObservableGauge("ticker.tls.certificate.expiration", () => certificate.Current.Until.ToUnixTimeSeconds(), "s", "When the certificate ends, in seconds since 1970");
        }
    }

    private void MeasureTicks(Meter meter)
    {
        const string Ticks = "{tick}";
        meter.CreateObservableCounter("ticker.delivery.matched", () => Read().Accounts.Matched, Ticks, "Live ticks that subscriptions asked for");
        meter.CreateObservableCounter("ticker.delivery.delivered", () => Last.Accounts.Delivered, Ticks, "Ticks written to subscribers");
        meter.CreateObservableCounter("ticker.delivery.conflated", Conflated, Ticks, "Ticks overwritten by newer ones that were sent or thrown away since, by cause");
        meter.CreateObservableCounter("ticker.delivery.filtered", () => Last.Accounts.Filtered, Ticks, "Ticks withheld for want of entitlement");
        meter.CreateObservableCounter("ticker.delivery.discarded", () => Last.Accounts.Discarded, Ticks, "Ticks thrown away");
        meter.CreateObservableUpDownCounter("ticker.delivery.pending", () => Last.Accounts.Pending, Ticks, "Ticks that wait");
        meter.CreateObservableCounter("ticker.delivery.snapshot", () => Last.Snapshot, Ticks, "Snapshot ticks written to subscribers");
        meter.CreateObservableCounter("ticker.delivery.sends", () => Last.Sends, "{send}", "Times that bytes were given to a socket");
        meter.CreateObservableCounter("ticker.delivery.io", () => Last.Bytes, "By", "Bytes given to sockets");
    }

    private void MeasureSubscribers(Meter meter)
    {
        meter.CreateObservableUpDownCounter("ticker.active_subscribers", () => Last.Subscribers, "{subscriber}", "Connections served");
        meter.CreateObservableUpDownCounter("ticker.active_subscriptions", () => Last.Subscriptions, "{subscription}", "Subscriptions of all connections");
        meter.CreateObservableUpDownCounter("ticker.active_cohorts", () => Last.Cohorts, "{cohort}", "Groups of subscriptions that share what waits");
        meter.CreateObservableUpDownCounter("ticker.active_interests", () => Last.Interests, "{interest}", "Instruments of all those groups, each counted for each group");
        meter.CreateObservableCounter("ticker.subscriber.evictions", Evictions, "{eviction}", "Slow consumers closed, by reason");
    }

    private void MeasureStream(Meter meter)
    {
        meter.CreateObservableCounter("ticker.stream.position", () => (long)_pipeline.Position.Sequence, "{record}", "Records numbered since the epoch began");
        meter.CreateObservableGauge("ticker.lane.lag", LaneLags, "{record}", "Records numbered that a lane has not applied yet");
        meter.CreateObservableUpDownCounter("ticker.memory.usage", () => _pipeline.Memory.Taken, "By", "Bytes of the memory budget that connections and subscriptions have taken");
        meter.CreateObservableUpDownCounter("ticker.memory.limit", () => _pipeline.Memory.Limit, "By", "Bytes of the memory budget");
        meter.CreateObservableUpDownCounter("ticker.known_instruments", () => _pipeline.Instruments.Count, "{instrument}", "Instruments known");
    }

    // What the first instrument of a collection read. Without it, each takes a reading of its own.
    private LaneTotals Last => Volatile.Read(ref _last) is { } last && _time.GetElapsedTime(last.At) < OneCollection ? last.Totals : Read();

    private LaneTotals Read()
    {
        LaneTotals totals = _markets.LateTotals;
        foreach (Lane lane in _pipeline.Lanes)
        {
            totals += lane.Totals;
        }

        Volatile.Write(ref _last, new Reading(totals, _time.GetTimestamp()));
        return totals;
    }

    private Measurement<long>[] Conflated()
    {
        Engine.Mailboxes.Accounts accounts = Last.Accounts;
        return
        [
            new(accounts.ConflatedByRate, Tag("cause", "rate")),
            new(accounts.ConflatedBySocket, Tag("cause", "socket")),
            new(accounts.ConflatedByBudget, Tag("cause", "budget")),
            new(accounts.ConflatedByServer, Tag("cause", "server")),
        ];
    }

    private Measurement<long>[] Evictions()
    {
        EvictionCounts evictions = Last.Evictions;
        return
        [
            new(evictions.Budget, Tag("reason", "budget")),
            new(evictions.Memory, Tag("reason", "memory")),
            new(evictions.WriteDeadline, Tag("reason", "write_deadline")),
            new(evictions.Replies, Tag("reason", "replies")),
        ];
    }

    private IEnumerable<Measurement<long>> LaneLags()
    {
        for (int n = 0; n < _pipeline.Lanes.Count; n++)
        {
            // In this order: what is numbered meanwhile makes no lag below zero.
            ulong applied = _pipeline.Lanes[n].Position;
            yield return new((long)(_pipeline.Position.Sequence - applied), Tag("lane", n));
        }
    }

    private static KeyValuePair<string, object?> Tag(string key, object value) => new(key, value);

    private sealed record Reading(LaneTotals Totals, long At);
}
