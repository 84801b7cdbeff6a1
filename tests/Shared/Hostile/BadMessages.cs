using System.Text;
using Ticker.Server.Tests.Peers;

namespace Ticker.Tests.Hostile;

/// <summary>Those whose frames are right and whose messages are not: answered three times, then closed.</summary>
internal static class BadMessages
{
    private const int Tolerated = 3;

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        Malformed("garbage for MessagePack", [0xFE, 0xED, 0xBE, 0xEF, 0x00]),
        Malformed("50,000 nested arrays", [0x81, 0xA1, (byte)'x', .. Enumerable.Repeat((byte)0x91, 50_000), 0xC0]),
        Malformed("20,000 nested maps", [0x81, 0xA1, (byte)'x', .. Enumerable.Range(0, 20_000).SelectMany(_ => new byte[] { 0x81, 0xA1, (byte)'x' }), 0xC0]),
        Malformed("1,000 nested in JSON", Encoding.UTF8.GetBytes("{\"x\":" + new string('[', 1_000) + new string(']', 1_000) + "}")),
        Malformed("a map of 2^32-1", [0xDF, 0xFF, 0xFF, 0xFF, 0xFF]),
        Malformed("an array of 2^32-1", [0x81, 0xA1, (byte)'x', 0xDD, 0xFF, 0xFF, 0xFF, 0xFF]),
        Malformed("a string of 2^32-1", [0x81, 0xDB, 0xFF, 0xFF, 0xFF, 0xFF]),
        Malformed("an extension of 2^32-1", [0x81, 0xA1, (byte)'x', 0xC9, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]),
        Malformed("a duplicate key", """{"op":"ping","t":1,"t":2}"""u8.ToArray()),
        Malformed("an id of the wrong type", """{"op":"unsubscribe","id":"1"}"""u8.ToArray()),
        Malformed("half of a JSON object", """{"op":"ping","t":"""u8.ToArray()),
    ];

    private static HostileKind Malformed(string name, byte[] message)
    {
        byte[] frame = Frames.BinaryOf(message);
        return new HostileKind(name, [$"{Tolerated} errors, close 4400"], async (target, patience) =>
        {
            using Intruder intruder = await Intruder.OpenAsync(target, patience);
            await intruder.SendAsync(Frames.Join(Enumerable.Repeat(frame, Tolerated + 1)));
            int errors = 0;
            string text;
            while ((text = await intruder.TextAsync()).StartsWith("{\"ev\":\"error\"", StringComparison.Ordinal))
            {
                errors++;
            }

            return $"{errors} errors, {text}";
        });
    }
}
