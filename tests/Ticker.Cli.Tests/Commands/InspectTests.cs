using System.Text.Json;
using static Ticker.Cli.Tests.Commands.BinanceRecording;

namespace Ticker.Cli.Tests.Commands;

[Collection("processes")]
public sealed class InspectTests : IDisposable
{
    private const long Start = 1_723_161_255_000_000_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("ticker-inspect").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task File_IsToldInLines()
    {
        string file = ThreeTicks();

        (int code, string output, string errors) = await TickerProcess.RunAsync("inspect", file);

        Assert.Equal((0, ""), (code, errors));
        string[] lines = output.TrimEnd('\n').Split('\n');
        Assert.Equal($"recording  {file} ({new FileInfo(file).Length} bytes)", lines[0]);
        Assert.Equal("ticks      3 of 1 instruments (1 quotes, 2 trades, 0 states)", lines[1]);
        Assert.Equal("from       2024-08-08T23:54:15.000000001Z", lines[2]);
        Assert.Equal("to         2024-08-08T23:54:17.500000000Z (2.500 s)", lines[3]);
        Assert.Equal("rate       1.2 ticks/s; 1 in the busiest second, 2024-08-08T23:54:15.000000000Z", lines[4]);
        Assert.Equal("silence    at most 1.500000 s, from 2024-08-08T23:54:16.000000000Z", lines[5]);
        Assert.Matches("^digest     sha256 [0-9a-f]{64}$", lines[6]);
        Assert.Equal("instrument       quotes  trades  states  gaps  volume       low      high  last bid  last ask  last trade", lines[8]);
        Assert.Equal("BINANCE:BTCUSDT       1       2       0     0    0.75  61684.99  61685.99  61685.98     61686    61684.99", lines[9]);
    }

    [Fact]
    public async Task Recording_IsToldInJsonWithItsEpochAndTheDigestOfItsSource()
    {
        string file = ThreeTicks();
        string recording = Path.Combine(_folder, "three.rec");
        Assert.Equal(0, (await TickerProcess.RunAsync("import", file, "--to", recording)).Code);

        (int code, string output, string errors) = await TickerProcess.RunAsync("inspect", recording, "--json");

        Assert.Equal((0, ""), (code, errors));
        using JsonDocument found = JsonDocument.Parse(output);
        JsonElement root = found.RootElement;
        Assert.Equal((3, 1, 2, true), (Number(root, "ticks"), Number(root, "quotes"), Number(root, "trades"), root.GetProperty("whole").GetBoolean()));
        JsonElement epoch = Assert.Single(root.GetProperty("epochs").EnumerateArray());
        Assert.Equal((1, 3, 3), (Number(epoch, "first_sequence"), Number(epoch, "last_sequence"), Number(epoch, "ticks")));
        Assert.Empty(root.GetProperty("gaps").EnumerateArray());
        Assert.Single(root.GetProperty("segments").EnumerateArray());
        JsonElement instrument = Assert.Single(root.GetProperty("instruments").EnumerateArray());
        Assert.Equal(
            ("BTCUSDT", "0.75", "61684.99", "61685.98"),
            (instrument.GetProperty("symbol").GetString(), Raw(instrument, "volume"), Raw(instrument, "low"), Raw(instrument, "last_bid_price")));
        (_, string source, _) = await TickerProcess.RunAsync("inspect", file, "--json");
        using JsonDocument ofSource = JsonDocument.Parse(source);
        Assert.Equal(ofSource.RootElement.GetProperty("digest_sha256").GetString(), root.GetProperty("digest_sha256").GetString());
    }

    [Fact]
    public async Task DamagedRecording_EndsWith4AfterWhatCanBeTold()
    {
        string recording = Path.Combine(_folder, "three.rec");
        await TickerProcess.RunAsync("import", ThreeTicks(), "--to", recording);
        string segment = Directory.GetFiles(recording, "*.ticks").Single();
        byte[] bytes = await File.ReadAllBytesAsync(segment);
        int tick = bytes.AsSpan().LastIndexOf(BitConverter.GetBytes(Start + 2_500_000_000));
        bytes[tick] ^= 1;
        await File.WriteAllBytesAsync(segment, bytes);

        (int code, string output, _) = await TickerProcess.RunAsync("inspect", recording);

        Assert.Equal(4, code);
        Assert.Contains($"{Path.GetFileName(segment)}, byte ", output);
        Assert.Contains("bytes are damaged", output);
        Assert.Contains("checksums  wrong where damage is told above, right elsewhere", output);
    }

    [Fact]
    public async Task DamagedFile_IsToldUpToTheDamage()
    {
        string file = ThreeTicks();
        await File.AppendAllTextAsync(file, "nonsense\n");

        (int code, string output, string errors) = await TickerProcess.RunAsync("inspect", file);

        Assert.Equal(4, code);
        Assert.Contains("read       not to its end", output);
        Assert.Contains("ticks      3 of 1 instruments", output);
        Assert.Contains($"{file}, line 4 ", errors);
    }

    private static long Number(JsonElement element, string key) => element.GetProperty(key).GetInt64();

    private static string Raw(JsonElement element, string key) => element.GetProperty(key).GetRawText();

    private string ThreeTicks()
    {
        string file = Path.Combine(_folder, "three.txt");
        Write(
            file,
            Trade(Start + 1, "BTCUSDT", 1, "61685.99", "0.5"),
            Quote(Start + 1_000_000_000, "BTCUSDT", "61685.98", "12.5", "61686.00", "2.44807"),
            Trade(Start + 2_500_000_000, "BTCUSDT", 2, "61684.99", "0.25", buyerIsMaker: true));
        return file;
    }
}
