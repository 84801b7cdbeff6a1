using System.IO.Compression;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import;

/// <summary>Files made for a test, opened through the one place that tells formats apart.</summary>
internal static class Made
{
    public static IRecordingReader Open(string name, string text, RecordingOpening? opening = null) => Open(name, Encoding.UTF8.GetBytes(text), opening);

    public static IRecordingReader Open(string name, byte[] stored, RecordingOpening? opening = null) =>
        RecordingFormats.Open(name, () => new MemoryStream(stored, writable: false), opening);

    public static byte[] Gzip(string text) => Binance.RawText.Gzip(Encoding.UTF8.GetBytes(text));

    public static byte[] Zip(params (string Name, string Text)[] files)
    {
        using var stored = new MemoryStream();
        using (var archive = new ZipArchive(stored, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach ((string name, string text) in files)
            {
                using Stream entry = archive.CreateEntry(name).Open();
                entry.Write(Encoding.UTF8.GetBytes(text));
            }
        }

        return stored.ToArray();
    }

    public static List<RecordedTick> ReadAll(IRecordingReader reader) => Binance.RawText.ReadAll(reader);

    /// <summary>Each tick on a line, as a person would write it: numbers as decimals, times in ns.</summary>
    public static string[] Lines(IRecordingReader reader) => [.. ReadAll(reader).Select(tick => Line(tick, reader))];

    public static string Line(in RecordedTick recorded, IRecordingReader reader)
    {
        Tick tick = recorded.Tick;
        Instrument instrument = reader.Instruments[(int)tick.Instrument - 1];
        string what = tick.Kind switch
        {
            TickKind.Quote => $"{Side(tick.BidPrice, tick.BidSize, instrument)} / {Side(tick.AskPrice, tick.AskSize, instrument)}",
            TickKind.Trade => $"{Size(tick.Size, instrument)} @ {Price(tick.Price, instrument)} {tick.Side} {tick.TradeId}",
            _ => $"{tick.State} {Encoding.UTF8.GetString(tick.Reason)}",
        };
        return $"{instrument.FullName} {what} {tick.EventTime.Value} {recorded.RecordedAt.Value}{(tick.Flags == TickFlags.None ? "" : $" {tick.Flags}")}";
    }

    /// <summary>What is wrong, after some ticks that are good.</summary>
    public static RecordingFormatException Wrong(Func<IRecordingReader> open, int ticksBefore)
    {
        int read = 0;
        RecordingFormatException wrong = Assert.Throws<RecordingFormatException>(() =>
        {
            using IRecordingReader reader = open();
            while (reader.Read(out RecordedTick tick))
            {
                read++;
                Assert.Equal((ulong)read, tick.Tick.Sequence);
            }
        });
        Assert.Equal(ticksBefore, read);
        return wrong;
    }

    private static string Side(long price, long size, Instrument instrument) => price == Tick.NoPrice ? "-" : $"{Price(price, instrument)} x {Size(size, instrument)}";

    private static string Price(long mantissa, Instrument instrument) => DecimalText.ToText(mantissa, instrument.PriceScale);

    private static string Size(long mantissa, Instrument instrument) => DecimalText.ToText(mantissa, instrument.SizeScale);
}
