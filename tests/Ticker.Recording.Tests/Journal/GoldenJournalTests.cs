using System.Text.Json;
using Ticker.Model;
using Ticker.Recording.Journal;

namespace Ticker.Recording.Tests.Journal;

/// <summary>The bytes of version 1 of the format: they may never change.</summary>
public sealed class GoldenJournalTests
{
    private static readonly Guid Boot = new("00112233-4455-6677-8899-aabbccddeeff");
    private static readonly Dictionary<string, string> Golden = Load();

    [Fact]
    public void Write_TheGoldenRecording_GivesTheGoldenBytes()
    {
        using var directory = new TemporaryDirectory();
        WriteGolden(directory.Path);

        Assert.Equal(Golden.Keys.Order(), Directory.EnumerateFiles(directory.Path).Select(Path.GetFileName).Order());
        foreach ((string name, string hex) in Golden)
        {
            Assert.Equal(hex, Convert.ToHexStringLower(File.ReadAllBytes(directory.File(name))));
        }
    }

    [Fact]
    public void Read_TheGoldenBytes_GivesTheGoldenRecording()
    {
        using var directory = new TemporaryDirectory();
        foreach ((string name, string hex) in Golden)
        {
            File.WriteAllBytes(directory.File(name), Convert.FromHexString(hex));
        }

        using RecordingReader reader = RecordingReader.Open(directory.Path);
        Assert.Equal(["XNAS:AAPL", "BINANCE:BTCUSDT"], reader.Instruments.Select(one => one.FullName));
        Assert.Equal(12345, reader.Instruments[0].PreviousClose);
        Assert.Equal("dollars", reader.Feeds[7]);
        List<Tick> read = [];
        while (reader.ReadRecord(out Tick record))
        {
            read.Add(record);
        }

        Assert.Equal(Records(), read);
        Assert.Equal(new UnixNanos(1_723_161_253_937_412_003), reader.LastTime);
    }

    private static void WriteGolden(string directory)
    {
        var options = new RecordingWriterOptions
        {
            Epoch = 1_723_161_253_937,
            FirstSequence = 41,
            Feeds = new Dictionary<ushort, string> { [7] = "dollars" },
            Time = new FixedTime(DateTimeOffset.UnixEpoch + TimeSpan.FromTicks(17_231_612_539_374_120)),
            BootId = Boot,
        };
        Instrument[] instruments =
        [
            new()
            {
                Name = new InstrumentName("XNAS", "AAPL"), PriceScale = 2, SizeScale = 0, AssetClass = AssetClass.Equity, Currency = "USD",
                TickSize = 1, LotSize = 100, PreviousClose = 12345,
            },
            new() { Name = new InstrumentName("BINANCE", "BTCUSDT"), PriceScale = 8, SizeScale = 8, AssetClass = AssetClass.Crypto },
        ];
        using RecordingWriter writer = RecordingWriter.Create(directory, instruments, options);
        foreach (Tick record in Records())
        {
            writer.Append(in record);
        }

        writer.Complete();
    }

    private static IEnumerable<Tick> Records()
    {
        var time = new UnixNanos(1_723_161_253_937_412_000);
        yield return Tick.ForFeedState(7, FeedState.Live, 1, time) with { Sequence = 41 };
        yield return Tick.ForDefinition(7, 1, time) with { Sequence = 42 };
        yield return new Tick
        {
            Kind = TickKind.Quote, Flags = TickFlags.Snapshot, Feed = 7, Instrument = 1, EventTime = new(time.Value - 5), ReceiveTime = new(time.Value + 1),
            Sequence = 43, BidPrice = 12344, BidSize = 300, AskPrice = Tick.NoPrice,
        };
        yield return new Tick
        {
            Kind = TickKind.Trade, Feed = 7, Instrument = 2, EventTime = new(time.Value - 4), ReceiveTime = new(time.Value + 3), Sequence = 45,
            Price = -1, Size = 2, TradeId = ulong.MaxValue, Side = Side.Sell,
        };
        yield return Tick.ForStatus(1, TradingState.Halted, "volatility"u8) with { Feed = 7, ReceiveTime = new(time.Value + 2), Sequence = 46 };
    }

    private static Dictionary<string, string> Load()
    {
        DirectoryInfo? top = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(top!.FullName, "Ticker.sln")))
        {
            top = top.Parent;
        }

        return JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(Path.Combine(top.FullName, "tests", "golden", "journal.json")))!;
    }
}
