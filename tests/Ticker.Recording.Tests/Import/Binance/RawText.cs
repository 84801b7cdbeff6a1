using System.IO.Compression;
using System.Text;
using Ticker.Recording.Import;
using Ticker.Recording.Import.Binance;

namespace Ticker.Recording.Tests.Import.Binance;

/// <summary>Recordings made for a test, line by line.</summary>
internal static class RawText
{
    public const string SpotQuote =
        """1700000000000000001 {"stream":"xrpusdt@bookTicker","data":{"u":1,"s":"XRPUSDT","b":"0.61230000","B":"25.00000000","a":"0.61240000","A":"7.50000000"}}""";

    public const string SpotTrade =
        """1700000000000000002 {"stream":"xrpusdt@trade","data":{"e":"trade","E":1700000001300,"s":"XRPUSDT","t":77,"p":"0.61240000","q":"3.10000000","T":1700000001299,"m":false,"M":true}}""";

    public const string FuturesQuote =
        """1700000000000000003 {"stream":"xrpusdt@bookTicker","data":{"e":"bookTicker","u":5,"s":"XRPUSDT","b":"0.6121","B":"40.1","a":"0.6122","A":"9","T":1700000001301,"E":1700000001302}}""";

    public const string FuturesTrade =
        """1700000000000000004 {"stream":"xrpusdt@trade","data":{"e":"trade","E":1700000001305,"T":1700000001304,"s":"XRPUSDT","t":78,"p":"0.6122","q":"2","X":"MARKET","m":true}}""";

    public const string CoinQuote =
        """1700000000000000005 {"stream":"btcusd_perp@bookTicker","data":{"e":"bookTicker","u":5,"s":"BTCUSD_PERP","ps":"BTCUSD","b":"61000.1","B":"40","a":"61000.2","A":"9","T":1700000001301,"E":1700000001302}}""";

    public const string DepthUpdate =
        """1700000000000000006 {"stream":"xrpusdt@depth@100ms","data":{"e":"depthUpdate","E":1,"s":"XRPUSDT","U":1,"u":2,"b":[["0.6","1"]],"a":[["0.7","0"],["0.8","2"]]}}""";

    public const string BookSnapshot =
        """1700000000000000007 {"lastUpdateId":50,"E":1,"T":1,"bids":[["0.6","1"]],"asks":[]}""";

    public static byte[] Gzip(byte[] text)
    {
        using var stored = new MemoryStream();
        using (var gzip = new GZipStream(stored, CompressionLevel.Fastest))
        {
            gzip.Write(text);
        }

        return stored.ToArray();
    }

    public static BinanceRawReader Open(params string[] lines) => OpenBytes(Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));

    public static BinanceRawReader OpenBytes(byte[] stored, string? venue = null) =>
        BinanceRawReader.Open(RecordingContent.OpenAll("made.gz", () => new MemoryStream(stored, writable: false))[0], venue);

    public static List<RecordedTick> ReadAll(IRecordingReader reader)
    {
        List<RecordedTick> ticks = [];
        while (reader.Read(out RecordedTick tick))
        {
            ticks.Add(tick);
        }

        return ticks;
    }
}
