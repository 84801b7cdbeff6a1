using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using Ticker.Engine.Memory;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Transports.WebSockets;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// A client's WebSocket frames, compressed and not. What is read does not hang on where the bytes were cut; memory stays within what was
/// granted, and all of it is given back.
/// </summary>
internal sealed class SocketFrames : IFuzzTarget
{
    private const int MaxMessage = 4_096;
    private const long Granted = 64 * 1024;

    public string Name => "socket-frames";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0x81, 0x80, 0, 0, 0, 0], [0x01, 0x81, 0, 0, 0, 0, 0xC3], [0x80, 0x81, 0, 0, 0, 0, 0xA9], [0x82, 0xFE], [0x82, 0xFF], [0x88, 0x82, 0, 0, 0, 0, 3, 0xE8], [0x88, 0x80, 0, 0, 0, 0], [0x89, 0x80, 0, 0, 0, 0],
        [0x8A, 0xFD, 0, 0, 0, 0], [0xC1], [0xC2], [0x00, 0x80, 0, 0, 0, 0], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
    ];

    /// <summary>A frame as a client sends it.</summary>
    /// <param name="first">The first byte: final, reserved and opcode.</param>
    /// <param name="payload">What is in it.</param>
    /// <param name="mask">The mask.</param>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload, int mask)
    {
        byte[] length = payload.Length < 126 ? [(byte)(0x80 | payload.Length)]
            : payload.Length <= ushort.MaxValue ? [0xFE, (byte)(payload.Length >> 8), (byte)payload.Length]
            : [0xFF, 0, 0, 0, 0, .. Number(payload.Length)];
        byte[] key = Number(mask);
        byte[] masked = payload.ToArray();
        for (int i = 0; i < masked.Length; i++)
        {
            masked[i] ^= key[i % key.Length];
        }

        return [(byte)first, .. length, .. key, .. masked];
    }

    public byte[] Whole(Random random)
    {
        byte[] frames = [];
        for (int left = random.Next(1, 6); left > 0; left--)
        {
            frames = [.. frames, .. AnyMessage(random)];
        }

        return frames;
    }

    public string Read(byte[] input, Random random)
    {
        bool mayBeDeflated = random.Next(2) == 0;
        List<string> whole = Events(input, mayBeDeflated, static (length, _) => length, random);
        List<string> cut = Events(input, mayBeDeflated, static (length, draw) => draw.Next(1, Math.Min(length, 40) + 1), random);
        Assert.Equal(whole, cut);
        return string.Join(' ', whole.Select(found => found.Split(':')[0]).Distinct());
    }

    // Two readings, each of which may inflate what is there to the limit.
    public long MostReserved(int length) => 600_000 + (100L * length);

    private static List<string> Events(ReadOnlySpan<byte> input, bool mayBeDeflated, Func<int, Random, int> next, Random random)
    {
        var budget = new MemoryBudget(Granted);
        var share = new MemoryShare(budget, allotment: 1_024);
        var reader = new FrameReader(MaxMessage, share, mayBeDeflated);
        List<string> events = [];
        while (!input.IsEmpty)
        {
            int length = next(input.Length, random);
            FrameEvent found = reader.Read(input[..length], out int used);
            Assert.InRange(used, 1, length);
            Assert.True(found != FrameEvent.None || used == length, "nothing was found, and not all was read");
            Assert.InRange(budget.Taken, 0, Granted);
            input = input[used..];
            if (found == FrameEvent.None)
            {
                continue;
            }

            events.Add(found switch
            {
                FrameEvent.Message => $"message: {Convert.ToHexString(reader.Message)}",
                FrameEvent.Ping => $"ping: {Convert.ToHexString(reader.Ping)}",
                FrameEvent.Close => $"close {reader.CloseCode / 1_000}:",
                FrameEvent.Fault => $"fault {reader.Fault}:",
                _ => $"{found}:",
            });
            Assert.True(found != FrameEvent.Message || reader.Message.Length <= MaxMessage, "a message over the limit");
            if (found is FrameEvent.Close or FrameEvent.Fault)
            {
                break;
            }
        }

        reader.Clear();
        Assert.Equal(0, budget.Taken);
        return events;
    }

    private static byte[] AnyMessage(Random random)
    {
        byte[] payload = random.Next(3) switch
        {
            0 => Encoding.UTF8.GetBytes(new string('é', random.Next(40))),
            1 => new byte[random.Next(700)],
            _ => ClientMessages.Written(ClientMessages.Any(random), Protocol.WireEncoding.Json),
        };
        switch (random.Next(8))
        {
            case 0:
                return Frame(0x89, payload.AsSpan(0, Math.Min(125, payload.Length)), random.Next());
            case 1:
                return Frame(0x8A, [], random.Next());
            case 2 when random.Next(3) == 0:
                return Frame(0x88, [3, 0xE8, .. "bye"u8], random.Next());
            case 3 or 4:
                int at = random.Next(payload.Length + 1);
                return [.. Frame(0x01, payload.AsSpan(0, at), random.Next()), .. Frame(0x89, [1], 0), .. Frame(0x80, payload.AsSpan(at), random.Next())];
            case 5:
                return Frame(0xC1, Deflated(payload), random.Next());
            case 6:
                // Small, and not when it is unpacked.
                return Frame(0xC2, Deflated(new byte[random.Next(MaxMessage * 4)]), random.Next());
            default:
                return Frame(0x81, payload, random.Next());
        }
    }

    private static byte[] Deflated(byte[] payload)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            deflate.Write(payload);
            deflate.Flush();
        }

        return packed.ToArray();
    }

    private static byte[] Number(int value)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
