using System.IO.Compression;
using System.Text;
using static Ticker.Cli.Tests.Commands.BinanceRecording;

namespace Ticker.Cli.Tests.Commands;

/// <summary>Small files of several formats, whose times are dovetailed within one day.</summary>
internal static class ForeignFiles
{
    // 2024-08-08T00:00:00Z.
    private const long Day = 1_723_075_200_000;

    public static string[] Symbols { get; } = ["BINANCE:BTCUSDT", "BINANCE-USDM:ETHUSDT", "DERIBIT:P", "OANDA:EURUSD", "XLON:VOD", "XPAR:AIR"];

    /// <summary>What is in them, in the order of the times: the columns of <c>ticker sub --format csv</c> from bid price to side.</summary>
    public static string[] InOrder { get; } =
    [
        "BINANCE:BTCUSDT 61685.99 0.5 61686 2.25",
        "OANDA:EURUSD 1.39101 0 1.39114 0",
        "DERIBIT:P 6421.5 10 6422 5",
        "XLON:VOD 70.123 100 70.125 200",
        "BINANCE-USDM:ETHUSDT 2681.38 0.001 buy",
        "XPAR:AIR 130.5 7 sell",
        "XPAR:AIR 130.25 8",
        "BINANCE:BTCUSDT 61686 1.5 buy",
        "OANDA:EURUSD 1.39102 0 1.39116 0",
        "DERIBIT:P 6421.5 10",
        "XLON:VOD 70.125 50 buy",
        "BINANCE-USDM:ETHUSDT 2681.4 12 sell",
    ];

    /// <summary>Writes them.</summary>
    /// <returns>Their paths.</returns>
    public static string[] WriteAll(string folder)
    {
        string raw = Path.Combine(folder, "btcusdt.gz");
        WriteGzip(raw, Quote(Nanos(1), "BTCUSDT", "61685.99000000", "0.5", "61686.00", "2.25"), Trade(Nanos(80), "BTCUSDT", 7, "61686.00", "1.5"));

        string lean = Path.Combine(folder, "oanda_eurusd_20240808_quote.zip");
        WriteZip(lean, "20240808_eurusd_tick_quote.csv", "2,1.39101,1.39114\r\n82.5,1.39102,1.39116\r\n");

        string tardis = Path.Combine(folder, "deribit_quotes.csv.gz");
        WriteGzip(tardis, "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount",
            $"deribit,P,{Micros(1)},{Micros(3)},5,6422,6421.5,10", $"deribit,P,{Micros(83)},{Micros(83)},,,6421.5,10");

        string csv = Path.Combine(folder, "vod.csv");
        Write(csv, "time,symbol,bid,bid_size,ask,ask_size,price,size,side", "2024-08-08T00:00:00.004Z,XLON:VOD,70.123,100,70.125,200,,,", "2024-08-08T01:00:00.084+01:00,XLON:VOD,,,,,70.125,50,buy");

        string binance = Path.Combine(folder, "ETHUSDT-trades-2024-08-08.zip");
        WriteZip(binance, "ETHUSDT-trades-2024-08-08.csv", $"id,price,qty,quote_qty,time,is_buyer_maker\n5,2681.38,0.001,2.68138,{Day + 5},false\n6,2681.40,12.000,32176.80,{Day + 85},true\n");

        string semicolons = Path.Combine(folder, "air.csv");
        Write(semicolons, "venue;symbol;timestamp;price;quantity;side", $"XPAR;AIR;{Day + 6};130.50;7;sell", $"XPAR;AIR;{Nanos(7)};130.25;8;");
        return [raw, lean, tardis, csv, binance, semicolons];
    }

    private static long Nanos(int millis) => (Day + millis) * 1_000_000;

    private static long Micros(int millis) => (Day + millis) * 1_000;

    private static void WriteZip(string path, string name, string text)
    {
        using var archive = new ZipArchive(File.Create(path), ZipArchiveMode.Create);
        using Stream entry = archive.CreateEntry(name).Open();
        entry.Write(Encoding.UTF8.GetBytes(text));
    }
}
