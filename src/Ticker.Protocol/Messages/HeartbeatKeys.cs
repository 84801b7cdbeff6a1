using System.Text;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>The keys of a heartbeat in their order, for both who write one.</summary>
internal static class HeartbeatKeys
{
    private static readonly byte[][] States = [.. WireWords.FeedStates.Select(Encoding.ASCII.GetBytes)];

    public static void Begin<TWriter>(ref TWriter writer, ulong sequence, UnixNanos time, int subscriptions)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.BeginMap(5);
        writer.Key("ev"u8);
        writer.Text("heartbeat"u8);
        writer.WidePair("seq"u8, sequence);
        writer.WidePair("time"u8, time.Value);
        writer.Key("subs"u8);
        writer.BeginArray(subscriptions);
    }

    public static void Subscription<TWriter>(ref TWriter writer, int id, ulong sequence)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.BeginArray(2);
        writer.Number(id);
        writer.Wide(sequence);
        writer.EndArray();
    }

    public static void BeginFeeds<TWriter>(ref TWriter writer, int feeds)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.EndArray();
        writer.Key("feeds"u8);
        writer.BeginMap(feeds);
    }

    public static void Feed<TWriter>(ref TWriter writer, scoped ReadOnlySpan<byte> utf8Name, FeedState state)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.Key(utf8Name);
        writer.Text(States[(int)state]);
    }

    public static void End<TWriter>(ref TWriter writer)
        where TWriter : struct, IMapWriter, allows ref struct
    {
        writer.EndMap();
        writer.EndMap();
    }
}
