using System.Text;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Recording.Tests.Import;
using Ticker.Recording.Tests.Import.Iex;
using Ticker.Recording.Tests.Import.Unpacking;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// Files of every format that is imported, held to <see cref="ReadOrRefused"/>. The first byte of an input says what the file is called, the rest is what is in it.
/// </summary>
internal sealed class Recordings : IFuzzTarget
{
    private static readonly (string Name, byte[] Content)[] Files = [.. SampleFiles.Texts.SelectMany(Packed), .. Binaries()];

    public string Name => "recordings";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[]
        {
            ",", ",", "\n", "\r\n", ";", "\t", "\"", ".", "-", "e-7", "0", "61659.70", "1e30", "1e-13", "99999999999999999999", "0.0000000000001", "1723075200", "1723075200000000000", "2024-08-08T00:00:00Z",
            "86399999", "true", "buy", "sell", "bid", "ask", "quote", "trade", "status", "halted", "X:Y", "time", "symbol", "price", "exchange", "local_timestamp", "\0", "\uFEFF", "{\"data\":{", "}",
        }.Select(Encoding.UTF8.GetBytes),
        "DBN"u8.ToArray(), [0x1F, 0x8B, 8], [0x28, 0xB5, 0x2F, 0xFD], [0x50, 0x4B, 3, 4], [0x0A, 0x0D, 0x0D, 0x0A], [0xD4, 0xC3, 0xB2, 0xA1], [0xFF, 0xFF, 0xFF, 0x7F],
    ];

    public byte[] Whole(Random random)
    {
        int file = random.Next(Files.Length);
        return [(byte)file, .. Files[file].Content];
    }

    public string Read(byte[] input, Random random)
    {
        string name = Files[input is [byte first, ..] ? first % Files.Length : 0].Name;
        byte[] content = input.Length == 0 ? [] : input[1..];
        long ticks = ReadOrRefused.Read(content, name, out string? refusal);
        return $"{name} {Outcome.Of(ticks)} {Outcome.Of(refusal ?? "")}";
    }

    public long MostReserved(int length) => ReadOrRefused.MostReserved;

    private static IEnumerable<(string Name, byte[] Content)> Packed((string Name, string Text) file) =>
    [
        (file.Name, Encoding.UTF8.GetBytes(file.Text)), (file.Name, Made.Gzip(file.Text)),
        (Path.ChangeExtension(file.Name, ".zip"), Made.Zip(("20131007_aig_trade_tick.csv", file.Text), ("X-trades.csv", file.Text))),
    ];

    private static IEnumerable<(string Name, byte[] Content)> Binaries() =>
    [
        ("any.dbn", SampleFiles.Dbn), ("any.dbn.zst", ZstdBytes.Compress(SampleFiles.Dbn)), ("any.pcap", CaptureBytes.Pcap(false, true, SampleFiles.IexPackets)),
        ("big.pcap", CaptureBytes.Pcap(true, false, SampleFiles.IexPackets)), ("any.pcapng", CaptureBytes.Pcapng(false, 9, SampleFiles.IexPackets)),
        ("big.pcapng", CaptureBytes.Pcapng(true, null, SampleFiles.IexPackets)),
    ];
}
