using Ticker.Model;
using Ticker.Recording.Import;

namespace Ticker.Recording.Tests.Import.Lean;

/// <summary>One day of one currency pair from two venues whose files count in two time zones; sums were made by other means.</summary>
public class LeanGoldenTests
{
    private const long Day = 1_399_507_200_000_000_000;
    private const long Hour = 3_600_000_000_000;
    private const long Milli = 1_000_000;

    [SharedFeedsTheory]
    [InlineData("fxcm", 167_466, "232854.74132", "232857.49136", 19_051, (5 * Hour) + (17_007 * Milli), (5 * Hour) + (86_399_235 * Milli))]
    [InlineData("oanda", 87_833, "122184.03424", "122199.68908", 0, 8_715 * Milli, 86_389_008 * Milli)]
    public void Read_ADay_RowsSumsAndTimes(string venue, int rows, string bids, string asks, int locked, long first, long last)
    {
        using IRecordingReader reader = RecordingFormats.Open(SharedFeeds.PathOf($"lean-fx/{venue}_eurusd_20140508_quote.zip"));
        List<RecordedTick> ticks = Made.ReadAll(reader);

        Instrument instrument = reader.Instruments.Single();
        Assert.Equal((venue.ToUpperInvariant() + ":EURUSD", 5, AssetClass.ForeignExchange), (instrument.FullName, instrument.PriceScale, instrument.AssetClass));
        Assert.Equal(rows, ticks.Count);
        Assert.Equal(bids, DecimalText.ToText(ticks.Sum(tick => tick.Tick.BidPrice), 5));
        Assert.Equal(asks, DecimalText.ToText(ticks.Sum(tick => tick.Tick.AskPrice), 5));
        Assert.Equal(locked, ticks.Count(tick => tick.Tick.BidPrice == tick.Tick.AskPrice));
        Assert.Equal((Day + first, Day + last), (ticks[0].RecordedAt.Value, ticks[^1].Tick.EventTime.Value));
        Assert.Equal(reader.Length, reader.BytesRead);
    }

    [SharedFeedsFact]
    public void Read_BothVenuesMerged_InTheOrderOfTheirTimes()
    {
        using var merged = new MergedRecording(new[] { "fxcm", "oanda" }.Select(venue => RecordingFormats.Open(SharedFeeds.PathOf($"lean-fx/{venue}_eurusd_20140508_quote.zip"))));
        List<RecordedTick> ticks = Made.ReadAll(merged);

        Assert.Equal(167_466 + 87_833, ticks.Count);
        Assert.Equal(ticks.Select(tick => tick.RecordedAt).Order(), ticks.Select(tick => tick.RecordedAt));
    }
}
