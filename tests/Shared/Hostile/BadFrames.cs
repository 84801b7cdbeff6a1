using Ticker.Server.Tests.Peers;
using static Ticker.Server.Tests.Peers.Frames;

namespace Ticker.Tests.Hostile;

/// <summary>Those who are let in and then break the rules of frames (RFC 6455, section 5).</summary>
internal static class BadFrames
{
    private static readonly byte[] Subscribe = TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}""");

    public static IReadOnlyList<HostileKind> All { get; } =
    [
        Closed("an unmasked frame", 1002, Build(Final | Text, """{"op":"ping","t":1}"""u8, masked: false)),
        Closed("an unmasked frame while ticks come", 1002, Join(Subscribe, Build(Final | Text, """{"op":"ping","t":1}"""u8, masked: false))),
        Closed("RSV1", 1002, Build(Final | 0x40 | Text, "{}"u8)),
        Closed("RSV2 on a ping", 1002, Build(Final | 0x20 | PingCode, "x"u8)),
        Closed("RSV3 while ticks come", 1002, Join(Subscribe, Build(Final | 0x10 | Text, "{}"u8))),
        Closed("opcode 3", 1002, Build(Final | 3, "x"u8)),
        Closed("opcode 15", 1002, Build(Final | 15, "x"u8)),
        Closed("a fragmented ping", 1002, Build(PingCode, "x"u8)),
        Closed("a ping of 126 bytes", 1002, Build(Final | PingCode, new byte[126])),
        Closed("a continuation first", 1002, Build(Final | Continuation, "{}"u8)),
        Closed("a message inside fragments", 1002, Join(Build(Text, "{"u8), Build(Final | Text, "}"u8))),
        Closed("a close of one byte", 1002, Build(Final | CloseCode, [3])),
        Closed("an illegal close code", 1002, Close(1005)),
        Closed("a length with the top bit", 1009, Build(Final | Binary, [], promised: 1UL << 63)),
        Closed("a length of 2^62", 1009, Build(Final | Binary, [], promised: 1UL << 62)),
        Closed("a message too long in fragments", 1009, Join([Build(Binary, new byte[64 * 1024]), .. Enumerable.Repeat(Build(Continuation, new byte[64 * 1024]), 16)])),
        Closed("text that is not UTF-8", 1007, Build(Final | Text, [(byte)'{', 0xC3, 0x28])),
        Closed("text that is not UTF-8, split", 1007, Join(Build(Text, [(byte)'{', 0xE2]), Build(Continuation, [0x82]), Build(Final | Continuation, [0x28]))),
        Closed("half a header", 1002, [Final | Text]),
    ];

    private static HostileKind Closed(string name, int code, byte[] frames) => new(name, [$"close {code}"], async (target, patience) =>
    {
        using Intruder intruder = await Intruder.OpenAsync(target, patience);
        await intruder.TrySendAsync(frames);
        return await intruder.CloseAsync();
    });
}
