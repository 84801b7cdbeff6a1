namespace Ticker.Feeds.Grpc.Decode;

/// <summary>How far the ticks of a request were taken, kept while a full session is flushed.</summary>
public struct BatchCursor
{
    /// <summary>The offset of the next field, in the request or in the batch that ends at <see cref="BatchEnd"/>.</summary>
    internal int Offset;

    /// <summary>Where the batch ends that <see cref="Offset"/> is in; not above it when it is in none.</summary>
    internal int BatchEnd;
}
