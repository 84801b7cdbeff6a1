namespace Ticker.Feeds.Grpc;

/// <summary>How the feed door talks gRPC. Bound from <c>Ticker:Feeds:Grpc</c>.</summary>
public sealed record GrpcFeedOptions
{
    /// <summary>The largest message taken, in bytes, before and after inflation. Default 4 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The least time between two rounds of responses on a stream. Default 5 ms.</summary>
    public TimeSpan AckInterval { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The most rejects told one by one in a round; older ones are only counted. Default 64.</summary>
    public int MaxRejectsPerRound { get; init; } = 64;

    /// <summary>How long a new stream may wait with its hello. Default 10 s.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the last responses of a stream may wait for a publisher that does not read. Default 2 s.</summary>
    public TimeSpan CloseGrace { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (MaxMessageBytes is < 1024 or > 256 * 1024 * 1024)
        {
            yield return "Ticker:Feeds:Grpc:MaxMessageBytes is not between 1 KiB and 256 MiB";
        }

        if (AckInterval < TimeSpan.FromMilliseconds(1) || AckInterval > TimeSpan.FromMinutes(1))
        {
            yield return "Ticker:Feeds:Grpc:AckInterval is not between 1 ms and 1 minute";
        }

        if (MaxRejectsPerRound is < 1 or > 10_000)
        {
            yield return "Ticker:Feeds:Grpc:MaxRejectsPerRound is not between 1 and 10000";
        }

        if (HelloTimeout < TimeSpan.FromMilliseconds(100) || HelloTimeout > TimeSpan.FromHours(1))
        {
            yield return "Ticker:Feeds:Grpc:HelloTimeout is not between 100 ms and 1 hour";
        }

        if (CloseGrace < TimeSpan.Zero || CloseGrace > TimeSpan.FromMinutes(1))
        {
            yield return "Ticker:Feeds:Grpc:CloseGrace is not between 0 and 1 minute";
        }
    }
}
