namespace Ticker.Load.Feeds;

/// <summary>The length-prefixed messages with which a stream begins.</summary>
public static class FeedMessages
{
    public const int PriceScale = 2;

    public const int SizeScale = 0;

    public static byte[] Hello(string feed, ulong run) =>
        TickMessages.Frame(new ProtobufBytes().Message(1, new ProtobufBytes().Text(1, feed).Varint(2, 1).Varint(3, run).Text(4, "Ticker.Load")));

    /// <summary>Says that the feed is alive though nothing happens.</summary>
    public static byte[] Heartbeat() => TickMessages.Frame(new ProtobufBytes().Message(4, new ProtobufBytes()));

    public static byte[] Definition(int number) =>
        TickMessages.Frame(new ProtobufBytes().Message(2, new ProtobufBytes()
            .Varint(1, (ulong)number)
            .Text(2, SampleMarket.Venue)
            .Text(3, SampleMarket.Symbol(number))
            .Varint(4, PriceScale)
            .Varint(5, SizeScale)));
}
