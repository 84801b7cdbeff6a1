using Ticker.Model;
using Ticker.Recording.Journal;
using static Ticker.Cli.Tests.Commands.BinanceRecording;

namespace Ticker.Cli.Tests.Commands;

[Collection("processes")]
public sealed class ExportTests : IDisposable
{
    private const long Start = 1_723_161_255_000_000_000;
    private const string Header = "event_time,event_time_ns,receive_time,receive_time_ns,epoch,sequence,kind,venue,symbol,currency,bid_price,bid_size,ask_price,ask_size,price,size,side,trade_id,state,reason,flags,price_scale,size_scale\n";
    private const string First = "2024-08-08T23:54:15.208000000Z,1723161255208000000,2024-08-08T23:54:15.000000001Z,1723161255000000001,,1,trade,BINANCE,BTCUSDT,,,,,,61685.99,0.5,buy,1,,,0,8,8\n";
    private const string Second = ",,2024-08-08T23:54:16.000000000Z,1723161256000000000,,2,quote,BINANCE,BTCUSDT,,61685.98,12.5,61686,2.44807,,,,,,,0,8,8\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-export").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task FormatByTheName_AFileAppearsAndALineTellsOfIt()
    {
        string target = Path.Combine(_folder, "ticks.csv");

        (int code, string output, string errors) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target);

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith($"wrote {target}: 2 ticks (1 quotes, 1 trades, 0 states) of 1 instruments, {new FileInfo(target).Length} bytes, in ", output);
        Assert.Equal(Header + First + Second, await File.ReadAllTextAsync(target));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
    }

    [Fact]
    public async Task StandardOutput_HoldsTheTicksAloneAndOnlyThoseThatAreMeant()
    {
        string file = TwoTicks();

        (int code, string output, string errors) = await TickerProcess.RunAsync(
            "export", file, "--format", "csv", "--out", "-", "--kinds", "quote", "--symbols", "*:BTC*", "--from", "2024-08-08T23:54:16Z", "--to", "1723161256000000001");

        Assert.Equal(0, code);
        Assert.Equal(Header + Second, output);
        Assert.StartsWith("wrote standard output: 1 ticks (1 quotes, 0 trades, 0 states) of 1 instruments, in ", errors);
    }

    [Fact]
    public async Task NoOut_TheFileIsCalledAfterTheRecordingAndLiesHere()
    {
        string file = TwoTicks();
        await using TickerProcess export = TickerProcess.Start("sh", ["-c", $"cd '{_folder}' && exec dotnet '{TickerProcess.Dll}' export '{file}'"]);

        (int code, string output, string errors) = await export.EndAsync();

        Assert.Equal((0, ""), (code, errors));
        Assert.StartsWith("wrote two.parquet: 2 ticks ", output);
        byte[] bytes = await File.ReadAllBytesAsync(Path.Combine(_folder, "two.parquet"));
        Assert.Equal(("PAR1", "PAR1"), (System.Text.Encoding.ASCII.GetString(bytes, 0, 4), System.Text.Encoding.ASCII.GetString(bytes, bytes.Length - 4, 4)));
    }

    [Fact]
    public async Task FileThatIsThere_IsLeftAloneUnlessForced()
    {
        string target = Path.Combine(_folder, "ticks.jsonl");
        await File.WriteAllTextAsync(target, "mine");

        (int code, string output, string errors) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains($"{target}: is there already; --force replaces it", errors);
        Assert.Equal("mine", await File.ReadAllTextAsync(target));
        (code, _, _) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target, "--force");
        Assert.Equal(0, code);
        Assert.Equal(2, (await File.ReadAllLinesAsync(target)).Length);
    }

    [Fact]
    public async Task WhatDbnCannotHold_IsRefusedAndWhatWasThereStays()
    {
        string target = Path.Combine(_folder, "ticks.dbn");
        await File.WriteAllTextAsync(target, "mine");

        (int code, string output, string errors) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target, "--force");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("BINANCE:BTCUSDT: the size 0.5 is no whole number of units of 1", errors);
        Assert.Equal("mine", await File.ReadAllTextAsync(target));
        Assert.Equal(2, Directory.GetFiles(_folder).Length);
        (code, output, _) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target, "--force", "--size-unit", "0.00001");
        Assert.Equal(0, code);
        Assert.StartsWith($"wrote {target}: 2 ticks ", output);
    }

    [Fact]
    public async Task DamagedRecording_WhatStandsBeforeTheDamageIsWholeAndSaidSo()
    {
        string file = Path.Combine(_folder, "damaged.txt");
        Write(file, Trade(Start + 1, "BTCUSDT", 1, "61685.99", "0.5"), "nonsense");
        string target = Path.Combine(_folder, "ticks.csv");

        (int code, string output, string errors) = await TickerProcess.RunAsync("export", file, "--out", target);

        Assert.Equal(4, code);
        Assert.StartsWith($"wrote {target}: 1 ticks ", output);
        Assert.Contains($"{file}, line 2 ", errors);
        Assert.EndsWith($"What stands before it was written: {target} is whole and holds 1 ticks\n", errors);
        Assert.Equal(Header + First, await File.ReadAllTextAsync(target));
    }

    [Fact]
    public async Task DamagedBlock_EndsTheExportOrIsPassedOverAsAsked()
    {
        string recording = Record(5_000);
        string segment = Directory.GetFiles(recording, "*.ticks").Single();
        byte[] bytes = await File.ReadAllBytesAsync(segment);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        (int code, string output, _) = await TickerProcess.RunAsync("export", recording, "--out", Path.Combine(_folder, "a.csv"));
        (int skippedCode, string skippedOutput, string errors) = await TickerProcess.RunAsync("export", recording, "--out", Path.Combine(_folder, "b.csv"), "--skip-damage");

        Assert.Equal((4, 4), (code, skippedCode));
        string[] cut = await File.ReadAllLinesAsync(Path.Combine(_folder, "a.csv"));
        string[] skipped = await File.ReadAllLinesAsync(Path.Combine(_folder, "b.csv"));
        Assert.Equal(cut, skipped[..cut.Length]);
        Assert.InRange(skipped.Length, cut.Length + 1, 5_000);
        Assert.Contains(",5000,trade,", skipped[^1]);
        Assert.Contains($"{Path.GetFileName(segment)}, byte ", errors);
        Assert.Contains("were passed over", errors);
        Assert.NotEqual(output, skippedOutput);
    }

    [Fact]
    public async Task Interrupt_EndsWith130AndWhatWasWrittenIsWhole()
    {
        // More than the test takes in of its own accord, and than the pipe holds: it cannot be at its end when it is interrupted.
        await using TickerProcess export = TickerProcess.Start("export", Record(1_200_000), "--format", "csv", "--out", "-");
        Assert.Equal(Header, await export.NextLineAsync() + "\n");

        export.Interrupt();

        string? last = null;
        long rows = 0;
        for (string? line = await export.NextLineAsync(); line is not null; line = await export.NextLineAsync())
        {
            (last, rows) = (line, rows + 1);
        }

        (int code, _, string errors) = await export.EndAsync();
        Assert.Equal(130, code);
        Assert.InRange(rows, 1, 1_199_999);
        Assert.EndsWith(",trade,X,A,,,,,,1,1,buy,,,,0,0,0", last);
        Assert.EndsWith($"ticker: interrupted: standard output is whole and holds the first {rows} ticks\n", errors);
    }

    [Fact]
    public async Task SymbolThatNobodyHas_MakesAnEmptyFileAndAWarning()
    {
        string target = Path.Combine(_folder, "none.csv");

        (int code, _, string errors) = await TickerProcess.RunAsync("export", TwoTicks(), "--out", target, "--symbols", "XNAS:AAPL");

        Assert.Equal(0, code);
        Assert.Equal("ticker: no instrument of the recording is meant by --symbols\n", errors);
        Assert.Equal(Header, await File.ReadAllTextAsync(target));
    }

    private string TwoTicks()
    {
        string file = Path.Combine(_folder, "two.txt");
        Write(file, Trade(Start + 1, "BTCUSDT", 1, "61685.99", "0.5"), Quote(Start + 1_000_000_000, "BTCUSDT", "61685.98", "12.5", "61686.00", "2.44807"));
        return file;
    }

    private string Record(int ticks)
    {
        string directory = Path.Combine(_folder, "ticks.rec");
        using RecordingWriter recorder = RecordingWriter.Create(directory, [new Instrument { Name = new InstrumentName("X", "A"), PriceScale = 0, SizeScale = 0 }]);
        for (int n = 1; n <= ticks; n++)
        {
            recorder.Append(new Tick { Kind = TickKind.Trade, Instrument = 1, Price = 1, Size = 1, Side = Side.Buy, ReceiveTime = new UnixNanos(Start + n) });
        }

        recorder.Complete();
        return directory;
    }
}
