using System.IO.Compression;

namespace Ticker.Cli.Tests.Commands;

/// <summary>Writes small recordings as a raw collector of Binance streams would.</summary>
internal static class BinanceRecording
{
    public static string Quote(long at, string symbol, string bid, string bidSize, string ask, string askSize) =>
        $$$"""{{{at}}} {"stream":"{{{symbol.ToLowerInvariant()}}}@bookTicker","data":{"u":1,"s":"{{{symbol}}}","b":"{{{bid}}}","B":"{{{bidSize}}}","a":"{{{ask}}}","A":"{{{askSize}}}"}}""";

    public static string Trade(long at, string symbol, long id, string price, string size, bool buyerIsMaker = false) =>
        $$$"""{{{at}}} {"stream":"{{{symbol.ToLowerInvariant()}}}@trade","data":{"e":"trade","E":1723161255000,"s":"{{{symbol}}}","t":{{{id}}},"p":"{{{price}}}","q":"{{{size}}}","T":1723161255208,"m":{{{(buyerIsMaker ? "true" : "false")}}},"M":true}}""";

    public static void Write(string path, params string[] lines) => File.WriteAllText(path, string.Concat(lines.Select(line => line + "\n")));

    public static void WriteGzip(string path, params string[] lines)
    {
        using var writer = new StreamWriter(new GZipStream(File.Create(path), CompressionLevel.Fastest)) { NewLine = "\n" };
        foreach (string line in lines)
        {
            writer.WriteLine(line);
        }
    }
}
