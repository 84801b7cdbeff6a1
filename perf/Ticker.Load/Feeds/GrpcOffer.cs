using Ticker.Load.Runs;

namespace Ticker.Load.Feeds;

/// <summary>Ticks for a server with Ticker's feed door.</summary>
public sealed class GrpcOffer : IOffer
{
    private readonly GrpcPublisher _publisher;
    private readonly DataFrames[] _messages;

    /// <summary>Connects and defines the instruments.</summary>
    /// <param name="server">Where.</param>
    /// <param name="workload">What.</param>
    /// <param name="key">The API key; null = none is asked for.</param>
    public GrpcOffer(Uri server, Workload workload, string? key = null)
    {
        SampleMarket market = workload.Market();
        _messages =
            [.. Enumerable.Range(0, workload.DifferentMessages).Select(_ => DataFrames.Create(market, workload.TicksPerStep, frameEach: false, GrpcPublisher.StreamId, mostMessages: 1))];
        Counts = new OfferCounts([.. _messages.Select(message => message.Instruments)]);
        _publisher = GrpcPublisher.Connect(server, "load", workload.Instruments, key);
    }

    public OfferCounts Counts { get; }

    public void SendNext() => _publisher.Send(_messages[Counts.Take()]);

    public void ReadWithin(TimeSpan time) => _publisher.ReadWithin(time);

    public void Dispose() => _publisher.Dispose();
}
