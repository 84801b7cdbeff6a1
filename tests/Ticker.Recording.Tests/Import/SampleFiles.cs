using Ticker.Recording.Tests.Import.Binance;
using Ticker.Recording.Tests.Import.Dbn;
using Ticker.Recording.Tests.Import.Iex;

namespace Ticker.Recording.Tests.Import;

/// <summary>A small file of every format that is imported, as it should be: what tests change.</summary>
internal static class SampleFiles
{
    /// <summary>A name and a content for each kind of text.</summary>
    public static (string Name, string Text)[] Texts { get; } =
    [
        ("tardis_quotes.csv", "exchange,symbol,timestamp,local_timestamp,ask_amount,ask_price,bid_price,bid_amount\nftx,A/B,1000001,1000002,1.5,2e-7,1.9e-7,3\nftx,A/C,1000003,1000003,,,0.0000001,3.250\n"),
        ("tardis_trades.csv", "exchange,symbol,timestamp,local_timestamp,id,side,price,amount\na,X,1,2,7,buy,1.25,1\na,Y,1,3,8-a,sell,100,0.001\n"),
        ("tardis_levels.csv", "exchange,symbol,timestamp,local_timestamp,is_snapshot,side,price,amount\nd,P,10,11,true,bid,99,5\nd,P,10,11,true,ask,101,7\nd,Q,20,21,false,bid,97,1\nd,P,30,31,false,bid,99,0\n"),
        ("BTCUSDT-trades-2024-08-08.csv", "28457,4261.48000000,0.07500000,319.61100000,1502942429000,True,True\n28458,4261.48,0.925,3941.86,1735689600123456,False,True\n"),
        ("BTCUSDT-bookTicker-2024-08-08.csv", "update_id,best_bid_price,best_bid_qty,best_ask_price,best_ask_qty,transaction_time,event_time\n5,61659.70,1.486,61659.80,0.981,1723075200005,1723075200009\n"),
        ("forex/oanda/tick/eurusd/20140508_quote.csv", "17007,1.39147,1.39148\r\n17264.5,1.39147,1.39149\r\n"),
        ("equity/usa/tick/aig/20131007_trade.csv", "14400000,490900,100,P,80,0\n14400001.25,490950,5,T,,1\n"),
        ("equity/usa/tick/aig/20131103_quote.csv", "0,490900,3,0,0,P,1,0\n1,0,0,491000,4,P,1,0\n36000000,490800,9,0,0,T,1,0\n"),
        ("ticks.csv", "time,kind,symbol,bid,bid_size,ask,price,size,side,trade_id,state,flags\n2024-08-08T00:00:00.5+01:00,quote,X:Y,1.5,2,1.75,,,,,,1\n1723075200.25,trade,X:Y,,,,\"1.5\",3,buy,x,,\n1723075200000,status,Z:Y,,,,,,,,halted,\n"),
        ("dates.csv", "date;time;symbol;price;qty\n2024/08/08;01:02:03.5;A;1;2\n20240808;01:02:04;A;1e-3;2\n"),
        ("raw.gz", RawText.SpotQuote + "\n" + RawText.SpotTrade + "\n" + RawText.BookSnapshot + "\n"),
    ];

    /// <summary>A DBN file.</summary>
    public static byte[] Dbn { get; } =
    [
        .. DbnBytes.Metadata(schema: 0xFFFF, mappings: [("ESH1", [(20201228, 20201229, "5482"), (20201229, 20201230, "99")]), ("CLG1", [(20201228, 20201229, "7")])]),
        .. DbnBytes.Mapping(3, 5482, "ES.c.0", "ESH1"), .. DbnBytes.Definition(3, 7, "CLG1"),
        .. DbnBytes.Book(0x01, 'T', 100, 1, 101, 1, price: 100, size: 1), .. DbnBytes.Trade(5, 1, id: 7), .. DbnBytes.Status(8),
        .. DbnBytes.Book(0xC3, 'A', 100, 1, 101, 1), .. DbnBytes.Record(0x17, 320), .. DbnBytes.Book(0x0A, 'A', 100, 1, 101, 1, received: DbnBytes.Day2),
    ];

    /// <summary>Packets of an IEX feed, for a capture.</summary>
    public static (long Time, byte[] Packet)[] IexPackets { get; } =
    [
        (IexBytes.Noon, IexBytes.Packet(1, IexBytes.Directory("AAPL", 100, 5), IexBytes.Status("AAPL", 'T'), IexBytes.Quote("AAPL", 1, 10, 20, 1))),
        (IexBytes.Noon, IexBytes.Packet(IexBytes.Segment(4, [IexBytes.Trade("IBM", 1, 10, 9)]), tags: 1)), (IexBytes.Noon, IexBytes.Packet(5)),
        (IexBytes.Noon, IexBytes.Packet(5, IexBytes.Quote("IBM", 1, 10, 20, 1), IexBytes.OperationalHalt("IBM", true))),
    ];
}
