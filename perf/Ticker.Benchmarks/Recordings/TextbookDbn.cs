namespace Ticker.Benchmarks.Recordings;

/// <summary>What a textbook does: a reader of fields, a class for each record. It knows only mbp-1 and no instruments.</summary>
internal static class TextbookDbn
{
    private const int BufferBytes = 256 * 1024;

    /// <summary>Reads a file into objects, one after the other.</summary>
    public static long Read(string path)
    {
        using var reader = new BinaryReader(new BufferedStream(File.OpenRead(path), BufferBytes));
        reader.ReadUInt32();
        reader.ReadBytes(reader.ReadInt32());
        long sum = 0;
        for (int n = 0; n < DbnSampleFile.Records; n++)
        {
            Mbp1 record = Next(reader);
            sum += record.BidPrice ^ record.ReceiveTime;
        }

        return sum;
    }

    /// <summary>Reads a file's bytes and nothing else.</summary>
    public static long ReadBytes(string path)
    {
        using FileStream file = File.OpenRead(path);
        var buffer = new byte[BufferBytes];
        long sum = 0;
        int read;
        while ((read = file.Read(buffer)) > 0)
        {
            sum += read;
        }

        return sum;
    }

    private static Mbp1 Next(BinaryReader reader) => new()
    {
        Length = reader.ReadByte(),
        Type = reader.ReadByte(),
        Publisher = reader.ReadUInt16(),
        Instrument = reader.ReadUInt32(),
        EventTime = reader.ReadInt64(),
        Price = reader.ReadInt64(),
        Size = reader.ReadUInt32(),
        Action = reader.ReadByte(),
        Side = reader.ReadByte(),
        Flags = reader.ReadByte(),
        Depth = reader.ReadByte(),
        ReceiveTime = reader.ReadInt64(),
        SendDelta = reader.ReadInt32(),
        Sequence = reader.ReadUInt32(),
        BidPrice = reader.ReadInt64(),
        AskPrice = reader.ReadInt64(),
        BidSize = reader.ReadUInt32(),
        AskSize = reader.ReadUInt32(),
        BidCount = reader.ReadUInt32(),
        AskCount = reader.ReadUInt32(),
    };

    private sealed record Mbp1
    {
        public required byte Length { get; init; }

        public required byte Type { get; init; }

        public required ushort Publisher { get; init; }

        public required uint Instrument { get; init; }

        public required long EventTime { get; init; }

        public required long Price { get; init; }

        public required uint Size { get; init; }

        public required byte Action { get; init; }

        public required byte Side { get; init; }

        public required byte Flags { get; init; }

        public required byte Depth { get; init; }

        public required long ReceiveTime { get; init; }

        public required int SendDelta { get; init; }

        public required uint Sequence { get; init; }

        public required long BidPrice { get; init; }

        public required long AskPrice { get; init; }

        public required uint BidSize { get; init; }

        public required uint AskSize { get; init; }

        public required uint BidCount { get; init; }

        public required uint AskCount { get; init; }
    }
}
