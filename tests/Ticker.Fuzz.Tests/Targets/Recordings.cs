using System.Text;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Recording;
using Ticker.Recording.Import;
using Ticker.Recording.Tests.Import;
using Ticker.Recording.Tests.Import.Binance;
using Ticker.Recording.Tests.Import.Dbn;
using Ticker.Recording.Tests.Import.Iex;
using Ticker.Recording.Tests.Import.Unpacking;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// Files of every format that is imported: ticks, then the end or a <see cref="RecordingFormatException"/> that names the file, in bounded
/// memory. The first byte of an input says what the file is called, the rest is what is in it.
/// </summary>
internal sealed class Recordings : IFuzzTarget
{
    private const long MostTicks = 100_000;

    private static readonly (string Name, byte[] Content)[] Files = [.. Texts().SelectMany(Packed), .. Binaries()];

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
        long ticks = 0;
        try
        {
            using IRecordingReader reader = RecordingFormats.Open(name, () => new MemoryStream(content, writable: false));
            while (reader.Read(out RecordedTick tick))
            {
                ticks++;
                Assert.InRange(ticks, 1, MostTicks);
                Assert.InRange((int)tick.Tick.Instrument, 1, reader.Instruments.Count);
                Assert.Equal((ulong)ticks, tick.Tick.Sequence);
            }
        }
        catch (RecordingFormatException refused)
        {
            Assert.StartsWith(name, refused.Message, StringComparison.Ordinal);
            return $"{name} {Outcome.Of(ticks)} {Outcome.Of(refused.Message)}";
        }

        return $"{name} {Outcome.Of(ticks)}";
    }

    // What a reader reserves whatever the file holds, and what a small file may make of itself by decompression.
    public long MostReserved(int length) => 30_000_000;

    private static IEnumerable<(string Name, string Text)> Texts() =>
    [
        ("tardis_quotes.csv", "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nftx,A/B,1000001,1000002,1.5,2e-7,1.9e-7,3\nftx,A/C,1000003,1000003,,,0.0000001,3.250\n"),
        ("tardis_trades.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\na,X,1,2,7,buy,1.25,1\na,Y,1,3,8-a,sell,100,0.001\n"),
        ("tardis_levels.csv", "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nd,P,10,11,true,bid,99,5\nd,P,10,11,true,ask,101,7\nd,P,30,31,false,bid,99,0\n"),
        ("BTCUSDT-trades-2024-08-08.csv", "28457,4261.48000000,0.07500000,319.61100000,1502942429000,True,True\n28458,4261.48,0.925,3941.86,1735689600123456,False,True\n"),
        ("BTCUSDT-bookTicker-2024-08-08.csv", "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,61659.70,1.486,61659.80,0.981,1723075200005,1723075200009\n"),
        ("forex/oanda/tick/eurusd/20140508_quote.csv", "17007,1.39147,1.39148\r\n17264.5,1.39147,1.39149\r\n"),
        ("equity/usa/tick/aig/20131007_trade.csv", "14400000,490900,100,P,80,0\n14400001.25,490950,5,T,,1\n"),
        ("ticks.csv", "time,kind,symbol,bid,bid_size,ask,price,size,side,trade_id,state,flags\n2024-08-08T00:00:00.5+01:00,quote,X:Y,1.5,2,1.75,,,,,,1\n1723075200.25,trade,X:Y,,,,\"1.5\",3,buy,x,,\n1723075200000,status,Z:Y,,,,,,,,halted,\n"),
        ("dates.csv", "date;time;symbol;price;qty\n2024/08/08;01:02:03.5;A;1;2\n20240808;01:02:04;A;1e-3;2\n"),
        ("raw.gz", RawText.SpotQuote + "\n" + RawText.SpotTrade + "\n" + RawText.BookSnapshot + "\n"),
    ];

    private static IEnumerable<(string Name, byte[] Content)> Packed((string Name, string Text) file) =>
    [
        (file.Name, Encoding.UTF8.GetBytes(file.Text)), (file.Name, Made.Gzip(file.Text)),
        (Path.ChangeExtension(file.Name, ".zip"), Made.Zip(("20131007_aig_trade_tick.csv", file.Text), ("X-trades.csv", file.Text))),
    ];

    private static IEnumerable<(string Name, byte[] Content)> Binaries()
    {
        byte[] dbn =
        [
            .. DbnBytes.Metadata(schema: 0xFFFF, mappings: [("ESH1", [(20201228, 20201229, "5482"), (20201229, 20201230, "99")]), ("CLG1", [(20201228, 20201229, "7")])]),
            .. DbnBytes.Mapping(3, 5482, "ES.c.0", "ESH1"), .. DbnBytes.Definition(3, 7, "CLG1"), .. DbnBytes.Book(0x01, 'T', 100, 1, 101, 1, price: 100, size: 1), .. DbnBytes.Trade(5, 1, id: 7),
            .. DbnBytes.Status(8), .. DbnBytes.Book(0xC3, 'A', 100, 1, 101, 1), .. DbnBytes.Record(0x17, 320), .. DbnBytes.Book(0x0A, 'A', 100, 1, 101, 1, received: DbnBytes.Day2),
        ];
        (long, byte[])[] packets =
        [
            (IexBytes.Noon, IexBytes.Packet(1, IexBytes.Directory("AAPL", 100, 5), IexBytes.Status("AAPL", 'T'), IexBytes.Quote("AAPL", 1, 10, 20, 1))),
            (IexBytes.Noon, IexBytes.Packet(IexBytes.Segment(4, [IexBytes.Trade("IBM", 1, 10, 9)]), tags: 1)), (IexBytes.Noon, IexBytes.Packet(5)),
            (IexBytes.Noon, IexBytes.Packet(5, IexBytes.Quote("IBM", 1, 10, 20, 1), IexBytes.OperationalHalt("IBM", true))),
        ];
        return
        [
            ("any.dbn", dbn), ("any.dbn.zst", ZstdBytes.Compress(dbn)), ("any.pcap", CaptureBytes.Pcap(false, true, packets)), ("big.pcap", CaptureBytes.Pcap(true, false, packets)),
            ("any.pcapng", CaptureBytes.Pcapng(false, 9, packets)), ("big.pcapng", CaptureBytes.Pcapng(true, null, packets)),
        ];
    }
}
