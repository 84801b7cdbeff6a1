using Ticker.Recording.Import.Text;

namespace Ticker.Recording.Import.Lean;

/// <summary>
/// Tick files of QuantConnect LEAN. Their content says milliseconds of a day and numbers; the day, the instrument and the venue
/// stand in the names of the file, of the archive and of the folders around it.
/// </summary>
internal sealed class LeanFormat : IRecordingFormat
{
    /// <inheritdoc/>
    public string Name => "LEAN ticks";

    /// <inheritdoc/>
    public bool Recognizes(RecordingContent content)
    {
        ReadOnlySpan<byte> line = FirstLine.Of(content);
        int fields = line.Count((byte)',') + 1;
        ReadOnlySpan<byte> rest = line;
        return fields is 3 or 5 or 6 or 8 or 11 && LeanClock.TryParse(FirstLine.Take(ref rest), out _) && ExactNumber.Decimals(FirstLine.Take(ref rest)) >= 0;
    }

    /// <inheritdoc/>
    public IRecordingReader Open(RecordingContent content, RecordingOpening opening)
    {
        LeanPlace place = LeanPlace.Of(content.Name);
        LeanShape shape = LeanShape.Of(place, FirstLine.Of(content), out string? wrong) ?? throw new RecordingFormatException(content.Name, wrong!);
        LeanClock clock = LeanClock.For(place, shape, opening, out wrong) ?? throw new RecordingFormatException(content.Name, wrong!);
        if (place.Symbol is null && opening.Symbol is null)
        {
            throw new RecordingFormatException(content.Name, "the name of a LEAN file says its symbol, as in 20140508_eurusd_tick_quote.csv; this one does not: name it with --symbol");
        }

        return TextRecordingReader.Open(content, opening, lines => new LeanRows(lines, place, shape, clock));
    }
}
