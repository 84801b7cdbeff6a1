using System.Globalization;
using System.IO.Compression;

namespace Ticker.Benchmarks.Recordings;

/// <summary>Texts of a made-up market, as long as each other: quotes of Tardis, trades of Binance, ticks of LEAN, quotes with named columns.</summary>
internal static class TextSampleFile
{
    public const int Ticks = 500_000;

    private const long Start = 1_723_075_200_000_000;

    /// <summary>Writes one into a folder.</summary>
    /// <returns>Its path, in which it says what its content does not.</returns>
    public static string Write(string folder, string format)
    {
        string path = Path.Combine(folder, format switch
        {
            "tardis" => "tardis.csv",
            "tardis.gz" => "tardis.csv.gz",
            "binance" => "BTCUSDT-trades-2024-08-08.csv",
            "lean" => "oanda_eurusd_20240808_quote.csv",
            _ => "ticks.csv",
        });
        Stream file = File.Create(path);
        using var writer = new StreamWriter(format == "tardis.gz" ? new GZipStream(file, CompressionLevel.Fastest) : file);
        writer.Write(format switch
        {
            "tardis" or "tardis.gz" => "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\n",
            "csv" => "time,symbol,bid_price,bid_size,ask_price,ask_size\n",
            _ => "",
        });
        var random = new Random(11);
        long price = 616_597;
        for (int n = 0; n < Ticks; n++)
        {
            price += random.Next(-2, 3);
            writer.Write(Line(format, n, price, random.Next(1, 9_999), random.Next(1, 9_999)));
        }

        return path;
    }

    private static string Line(string format, int n, long price, int bidSize, int askSize)
    {
        long time = Start + (n * 100L);
        return format switch
        {
            "binance" => string.Create(CultureInfo.InvariantCulture, $"{n},{price / 10m},{bidSize / 1000m},616.5,{time / 1000},{(askSize % 2 == 0 ? "true" : "false")}\n"),
            "lean" => string.Create(CultureInfo.InvariantCulture, $"{n / 10},{price / 1_000_000m},{(price + 1) / 1_000_000m}\r\n"),
            "csv" => string.Create(CultureInfo.InvariantCulture, $"{DateTime.UnixEpoch.AddMicroseconds(time):yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'},XLON:S{askSize % 200},{price / 100m},{bidSize},{(price + 1) / 100m},{askSize}\n"),
            _ => string.Create(CultureInfo.InvariantCulture, $"binance-futures,BTCUSDT,{time - 5_000},{time},{askSize / 1000m},{(price + 1) / 10m},{price / 10m},{bidSize / 1000m}\n"),
        };
    }
}
