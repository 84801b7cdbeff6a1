using System.Text;
using Ticker.Model;
using Ticker.Recording.Export;
using static Ticker.Recording.Tests.Export.MadeRecording;

namespace Ticker.Recording.Tests.Export;

/// <summary>The bytes of CSV and JSON lines: others read them, so they do not change.</summary>
public class TextWriterTests
{
    private const long Event = 1_723_161_253_937_412_001;

    private static readonly Instrument Odd = MadeRecording.Instrument(1, "X,Y", "\"Ü\" 1/2\\", priceScale: 12, sizeScale: 9, currency: "EUR");
    private static readonly Instrument Plain = MadeRecording.Instrument(2, "XLON", "VOD", priceScale: 4);

    private static readonly (Instrument Instrument, RecordedTick Tick, long Epoch)[] Ticks =
    [
        (Odd, Quote(1, -1, 1_000_000_000, 0, 5, eventTime: Event), 1_700_000_000_000),
        (Odd, Quote(2, null, 0, Tick.MaxMantissa, Tick.MaxMantissa), 0),
        (Plain, Trade(3, 722_500, 12_345, Side.Sell, ulong.MaxValue, instrument: 2, eventTime: -1, flags: TickFlags.HashedTradeId | TickFlags.GapBefore), 0),
        (Plain, Trade(4, -37_6300, 0, Side.None, instrument: 2), 0),
        (Odd, Status(5, TradingState.PreOpen, "a \"b\", ß"), 0),
        (Plain, Status(6, TradingState.Unknown, "", instrument: 2), 0),
    ];

    [Fact]
    public void Csv_EveryKind_HasTheseBytes()
    {
        string text = Written(stream => new CsvTickWriter(stream));

        Assert.Equal(""""
            event_time,event_time_ns,receive_time,receive_time_ns,epoch,sequence,kind,venue,symbol,currency,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,price_scale,size_scale
            2024-08-08T23:54:13.937412001Z,1723161253937412001,1970-01-01T00:00:01.000000000Z,1000000000,1700000000000,1,quote,"X,Y","""Ü"" 1/2\",EUR,-0.000000000001,1,0,0.000000005,,,,,,,0,12,9
            ,,1970-01-01T00:00:02.000000000Z,2000000000,,2,quote,"X,Y","""Ü"" 1/2\",EUR,,,1000000,1000000000,,,,,,,0,12,9
            1969-12-31T23:59:59.999999999Z,-1,1970-01-01T00:00:03.000000000Z,3000000000,,3,trade,XLON,VOD,,,,,,72.25,12345,sell,18446744073709551615,,,36,4,0
            ,,1970-01-01T00:00:04.000000000Z,4000000000,,4,trade,XLON,VOD,,,,,,-37.63,0,,,,,0,4,0
            ,,1970-01-01T00:00:05.000000000Z,5000000000,,5,status,"X,Y","""Ü"" 1/2\",EUR,,,,,,,,,pre-open,"a ""b"", ß",0,12,9
            ,,1970-01-01T00:00:06.000000000Z,6000000000,,6,status,XLON,VOD,,,,,,,,,,,,0,4,0

            """".ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void JsonLines_EveryKind_HasTheseBytes()
    {
        string text = Written(stream => new JsonLinesTickWriter(stream));

        Assert.Equal(""""
            {"event_time":"2024-08-08T23:54:13.937412001Z","event_time_ns":1723161253937412001,"receive_time":"1970-01-01T00:00:01.000000000Z","receive_time_ns":1000000000,"epoch":1700000000000,"sequence":1,"kind":"quote","venue":"X,Y","symbol":"\"Ü\" 1/2\\","currency":"EUR","bid_price":-0.000000000001,"bid_size":1,"ask_price":0,"ask_size":0.000000005,"flags":0,"price_scale":12,"size_scale":9}
            {"receive_time":"1970-01-01T00:00:02.000000000Z","receive_time_ns":2000000000,"sequence":2,"kind":"quote","venue":"X,Y","symbol":"\"Ü\" 1/2\\","currency":"EUR","ask_price":1000000,"ask_size":1000000000,"flags":0,"price_scale":12,"size_scale":9}
            {"event_time":"1969-12-31T23:59:59.999999999Z","event_time_ns":-1,"receive_time":"1970-01-01T00:00:03.000000000Z","receive_time_ns":3000000000,"sequence":3,"kind":"trade","venue":"XLON","symbol":"VOD","price":72.25,"size":12345,"side":"sell","trade_id":18446744073709551615,"flags":36,"price_scale":4,"size_scale":0}
            {"receive_time":"1970-01-01T00:00:04.000000000Z","receive_time_ns":4000000000,"sequence":4,"kind":"trade","venue":"XLON","symbol":"VOD","price":-37.63,"size":0,"flags":0,"price_scale":4,"size_scale":0}
            {"receive_time":"1970-01-01T00:00:05.000000000Z","receive_time_ns":5000000000,"sequence":5,"kind":"status","venue":"X,Y","symbol":"\"Ü\" 1/2\\","currency":"EUR","state":"pre-open","reason":"a \"b\", ß","flags":0,"price_scale":12,"size_scale":9}
            {"receive_time":"1970-01-01T00:00:06.000000000Z","receive_time_ns":6000000000,"sequence":6,"kind":"status","venue":"XLON","symbol":"VOD","flags":0,"price_scale":4,"size_scale":0}

            """".ReplaceLineEndings("\n"), text);
    }

    [Fact]
    public void Text_TheLongestLines_AreWrittenWhole()
    {
        var longest = MadeRecording.Instrument(1, new string('"', InstrumentName.MaxVenueBytes), new string('"', InstrumentName.MaxSymbolBytes), 12, 9, new string('"', 16));
        RecordedTick status = Status(1, TradingState.PreOpen, new string('\u0001', Tick.MaxReasonBytes));
        foreach (Func<Stream, ITickWriter> create in (Func<Stream, ITickWriter>[])[stream => new CsvTickWriter(stream), stream => new JsonLinesTickWriter(stream)])
        {
            using var stream = new MemoryStream();
            ITickWriter writer = create(stream);
            for (int n = 0; n < 5_000; n++)
            {
                writer.Write(longest, in status, 1);
            }

            writer.Finish();

            string[] lines = Encoding.UTF8.GetString(stream.ToArray()).TrimEnd('\n').Split('\n');
            Assert.Equal(5_000, lines.Count(line => line == lines[^1]));
        }
    }

    private static string Written(Func<Stream, ITickWriter> create)
    {
        using var stream = new MemoryStream();
        ITickWriter writer = create(stream);
        foreach ((Instrument instrument, RecordedTick tick, long epoch) in Ticks)
        {
            Assert.True(writer.Write(instrument, in tick, epoch));
        }

        writer.Finish();
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
