using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Ticker.Benchmarks.Recordings;

/// <summary>A DBN file of a made-up market: 200 futures, best levels that walk, a trade in ten records.</summary>
internal static class DbnSampleFile
{
    public const int Records = 1_000_000;

    private const int Instruments = 200;
    private const int RecordBytes = 80;
    private const int SymbolBytes = 71;
    private const long Start = 1_609_113_600_000_000_000;
    private const long Step = 250_000_000;

    public static void Write(string path)
    {
        using FileStream file = File.Create(path);
        file.Write(Metadata());
        WriteRecords(file);
    }

    public static void Compress(string path, string to)
    {
        using var zstd = Process.Start("zstd", ["-q", "-3", "-f", path, "-o", to]);
        zstd.WaitForExit();
        if (zstd.ExitCode != 0)
        {
            throw new InvalidOperationException("the command zstd failed");
        }
    }

    private static void WriteRecords(FileStream file)
    {
        var random = new Random(11);
        var bids = new long[Instruments];
        Array.Fill(bids, 3_720_250_000_000);
        Span<byte> record = new byte[RecordBytes];
        long now = Start;
        for (uint n = 0; n < Records; n++)
        {
            int which = random.Next(Instruments);
            bool trade = random.Next(10) == 0;
            now += random.Next(200_000);
            bids[which] += random.Next(8) switch { 0 => Step, 1 => -Step, _ => 0 };
            (record[0], record[1]) = (RecordBytes / 4, 1);
            BinaryPrimitives.WriteUInt16LittleEndian(record[2..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(record[4..], (uint)which + 5_000);
            BinaryPrimitives.WriteInt64LittleEndian(record[8..], now);
            BinaryPrimitives.WriteInt64LittleEndian(record[16..], bids[which]);
            BinaryPrimitives.WriteUInt32LittleEndian(record[24..], (uint)random.Next(1, 20));
            (record[28], record[29], record[30]) = ((byte)(trade ? 'T' : 'A'), (byte)(random.Next(2) == 0 ? 'A' : 'B'), 0x82);
            BinaryPrimitives.WriteInt64LittleEndian(record[32..], now + 20_000 + random.Next(5_000));
            BinaryPrimitives.WriteInt32LittleEndian(record[40..], 13_000 + random.Next(1_000));
            BinaryPrimitives.WriteUInt32LittleEndian(record[44..], n);
            BinaryPrimitives.WriteInt64LittleEndian(record[48..], bids[which]);
            BinaryPrimitives.WriteInt64LittleEndian(record[56..], bids[which] + Step);
            BinaryPrimitives.WriteUInt32LittleEndian(record[64..], (uint)random.Next(1, 50));
            BinaryPrimitives.WriteUInt32LittleEndian(record[68..], (uint)random.Next(1, 50));
            BinaryPrimitives.WriteUInt32LittleEndian(record[72..], (uint)random.Next(1, 9));
            BinaryPrimitives.WriteUInt32LittleEndian(record[76..], (uint)random.Next(1, 9));
            file.Write(record);
        }
    }

    private static byte[] Metadata()
    {
        var body = new byte[100 + 16 + 4 + (Instruments * (SymbolBytes + 4 + 8 + SymbolBytes))];
        Encoding.ASCII.GetBytes("GLBX.MDP3", body);
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(16), 1);
        body[42] = 1;
        BinaryPrimitives.WriteUInt16LittleEndian(body.AsSpan(45), SymbolBytes);
        BinaryPrimitives.WriteUInt32LittleEndian(body.AsSpan(116), Instruments);
        for (int n = 0; n < Instruments; n++)
        {
            Span<byte> mapping = body.AsSpan(120 + (n * ((2 * SymbolBytes) + 12)));
            Encoding.ASCII.GetBytes($"F{n}", mapping);
            BinaryPrimitives.WriteUInt32LittleEndian(mapping[SymbolBytes..], 1);
            BinaryPrimitives.WriteUInt32LittleEndian(mapping[(SymbolBytes + 4)..], 20_201_228);
            BinaryPrimitives.WriteUInt32LittleEndian(mapping[(SymbolBytes + 8)..], 20_201_229);
            Encoding.ASCII.GetBytes($"{5_000 + n}", mapping[(SymbolBytes + 12)..]);
        }

        return [.. "DBN"u8, 2, .. BitConverter.GetBytes(body.Length), .. body];
    }
}
