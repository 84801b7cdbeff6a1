using System.Buffers.Binary;
using System.Text;

namespace Ticker.Recording.Tests.Import.Dbn;

/// <summary>DBN made by hand, byte by byte after the format's own tables, so that the reader's layouts are checked against them.</summary>
internal static class DbnBytes
{
    public const long None = long.MaxValue;
    public const ulong Day1 = 1_609_113_600_000_000_000; // 2020-12-28
    public const ulong Day2 = Day1 + 86_400_000_000_000;
    public const ulong Day3 = Day2 + 86_400_000_000_000;

    public static byte[] Metadata(
        byte version = 3, string dataset = "GLBX.MDP3", ushort schema = 1, byte typeIn = 1, byte typeOut = 0, byte sendTime = 0,
        params (string Asked, (uint Start, uint End, string Found)[] Intervals)[] mappings)
    {
        int symbolBytes = version == 1 ? 22 : 71;
        var body = new List<byte>(new byte[100]);
        Span<byte> known = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(body);
        Encoding.ASCII.GetBytes(dataset, known);
        BinaryPrimitives.WriteUInt16LittleEndian(known[16..], schema);
        BinaryPrimitives.WriteUInt64LittleEndian(known[18..], Day1);
        BinaryPrimitives.WriteUInt64LittleEndian(known[26..], Day3);
        int types = version == 1 ? 50 : 42;
        (known[types], known[types + 1], known[types + 2]) = (typeIn, typeOut, sendTime);
        if (version > 1)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(known[45..], (ushort)symbolBytes);
        }

        Add(body, 0);
        Add(body, (uint)mappings.Length);
        foreach ((string asked, _) in mappings)
        {
            body.AddRange(Text(asked, symbolBytes));
        }

        Add(body, 0);
        Add(body, 0);
        Add(body, (uint)mappings.Length);
        foreach ((string asked, (uint Start, uint End, string Found)[] intervals) in mappings)
        {
            body.AddRange(Text(asked, symbolBytes));
            Add(body, (uint)intervals.Length);
            foreach ((uint start, uint end, string found) in intervals)
            {
                Add(body, start);
                Add(body, end);
                body.AddRange(Text(found, symbolBytes));
            }
        }

        while (version == 3 && body.Count % 8 != 0)
        {
            body.Add(0);
        }

        return [.. "DBN"u8, version, .. BitConverter.GetBytes(body.Count), .. body];
    }

    public static byte[] Record(byte type, int length, uint id = 5482, ushort publisher = 1, ulong happened = Day1, ulong? received = null, int receivedAt = 32)
    {
        var record = new byte[length];
        (record[0], record[1]) = ((byte)(length / 4), type);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(2), publisher);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(4), id);
        BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(8), happened);
        if (length >= receivedAt + 8)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(record.AsSpan(receivedAt), received ?? happened + 1_000);
        }

        return record;
    }

    public static byte[] Trade(
        long price, uint size, char side = 'A', uint id = 5482, ushort publisher = 1, ulong happened = Day1, ulong? received = null, byte flags = 0, char action = 'T') =>
        Market(Record(0x00, 48, id, publisher, happened, received), price, size, action, side, flags);

    public static byte[] Book(
        byte type, char action, long bid, uint bidSize, long ask, uint askSize, long price = 0, uint size = 0, char side = 'N',
        uint id = 5482, ushort publisher = 1, ulong happened = Day1, ulong? received = null, byte flags = 0)
    {
        byte[] record = Market(Record(type, type == 0x0A ? 368 : 80, id, publisher, happened, received), price, size, action, side, flags);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(48), bid);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(56), ask);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(64), bidSize);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(68), askSize);
        return record;
    }

    public static byte[] Status(ushort action, ushort reason = 0, char trading = '~', char quoting = '~', uint id = 5482, ulong happened = Day1)
    {
        byte[] record = Record(0x12, 40, id, 1, happened, receivedAt: 16);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(24), action);
        BinaryPrimitives.WriteUInt16LittleEndian(record.AsSpan(26), reason);
        (record[30], record[31], record[32]) = ((byte)trading, (byte)quoting, (byte)'~');
        return record;
    }

    public static byte[] Mapping(int version, uint id, string asked, string found, byte typeIn = 1, byte typeOut = 1)
    {
        byte[] record = Record(0x16, version == 1 ? 80 : 176, id, 0, receivedAt: 1_000);
        if (version == 1)
        {
            Text(asked, 22).CopyTo(record, 16);
            Text(found, 22).CopyTo(record, 38);
        }
        else
        {
            (record[16], record[88]) = (typeIn, typeOut);
            Text(asked, 71).CopyTo(record, 17);
            Text(found, 71).CopyTo(record, 89);
        }

        return record;
    }

    public static byte[] Definition(int version, uint id, string symbol, long step = 250_000_000, string currency = "USD", char kind = 'F', ushort publisher = 1)
    {
        (int length, int symbolAt, int symbolBytes, int currencyAt, int kindAt) = version switch
        {
            1 => (360, 200, 22, 186, 325),
            2 => (400, 200, 71, 186, 374),
            _ => (520, 238, 71, 224, 487),
        };
        byte[] record = Record(0x13, length, id, publisher, receivedAt: 16);
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(24), step);
        Text(symbol, symbolBytes).CopyTo(record, symbolAt);
        Text(currency, 4).CopyTo(record, currencyAt);
        record[kindAt] = (byte)kind;
        return record;
    }

    /// <summary>The same records, each with the time of its sending behind it.</summary>
    public static byte[] WithSendTime(byte[] record)
    {
        byte[] longer = [.. record, .. BitConverter.GetBytes(Day3)];
        longer[0] += 2;
        return longer;
    }

    private static byte[] Market(byte[] record, long price, uint size, char action, char side, byte flags)
    {
        BinaryPrimitives.WriteInt64LittleEndian(record.AsSpan(16), price);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(24), size);
        (record[28], record[29], record[30]) = ((byte)action, (byte)side, flags);
        return record;
    }

    private static byte[] Text(string text, int bytes)
    {
        var padded = new byte[bytes];
        Encoding.UTF8.GetBytes(text, padded);
        return padded;
    }

    private static void Add(List<byte> bytes, uint value) => bytes.AddRange(BitConverter.GetBytes(value));
}
