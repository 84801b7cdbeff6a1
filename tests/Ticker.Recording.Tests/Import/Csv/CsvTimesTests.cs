using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;
using Ticker.Recording.Import.Csv;

namespace Ticker.Recording.Tests.Import.Csv;

public class CsvTimesTests
{
    private static readonly TimeZoneInfo NewYork = TimeZoneInfo.FindSystemTimeZoneById("America/New_York");

    [Theory]
    [InlineData("1723075200", 1_723_075_200_000_000_000)]
    [InlineData("1723075200.5", 1_723_075_200_500_000_000)]
    [InlineData("1723075200.123456789", 1_723_075_200_123_456_789)]
    [InlineData("1723075200.1234567890", 1_723_075_200_123_456_789)]
    [InlineData("1723075200123", 1_723_075_200_123_000_000)]
    [InlineData("1723075200123.25", 1_723_075_200_123_250_000)]
    [InlineData("1723075200123456", 1_723_075_200_123_456_000)]
    [InlineData("1723075200123456789", 1_723_075_200_123_456_789)]
    [InlineData("2024-08-08T00:00:00Z", 1_723_075_200_000_000_000)]
    [InlineData("2024-08-08T00:00:00.123456789Z", 1_723_075_200_123_456_789)]
    [InlineData("2024-08-08 00:00:00,5z", 1_723_075_200_500_000_000)]
    [InlineData("2024/08/08 02:30:00+02:30", 1_723_075_200_000_000_000)]
    [InlineData("20240807t190000", 0)]
    [InlineData("20240807 19:00:00-0500", 1_723_075_200_000_000_000)]
    [InlineData("2024-08-07T19:00:00-05", 1_723_075_200_000_000_000)]
    [InlineData("2024-08-07T20:00:00", 1_723_075_200_000_000_000)]
    [InlineData("2024-02-29T00:00:00Z", 1_709_164_800_000_000_000)]
    [InlineData("2023-02-29T00:00:00Z", 0)]
    [InlineData("2024-08-08T24:00:00Z", 0)]
    [InlineData("2024-08-08T00:60:00Z", 0)]
    [InlineData("2024-08-08T00:00:00.Z", 0)]
    [InlineData("2024-08-08T00:00:00.1234567891Z", 0)]
    [InlineData("2024-08-08T00:00:00ZZ", 0)]
    [InlineData("2024-08-08T00:00:00+2", 0)]
    [InlineData("2024-08-08T00:00:00+99:00", 0)]
    [InlineData("2024-08-08", 0)]
    [InlineData("20240808", 0)]
    [InlineData("1723075200.1234567891", 0)]
    [InlineData("1723075200123456789.5", 0)]
    [InlineData("99999999999999999999", 0)]
    [InlineData("-1723075200", 0)]
    [InlineData("1723075200.", 1_723_075_200_000_000_000)]
    [InlineData("1723075200.-5", 0)]
    [InlineData("0", 0)]
    [InlineData("", 0)]
    [InlineData("now", 0)]
    public void TryParse_OneText_TheInstantOrNone(string text, long nanos)
    {
        Assert.Equal(nanos > 0, CsvTimes.TryParse(Encoding.UTF8.GetBytes(text), NewYork, out long read));
        Assert.Equal(nanos, nanos > 0 ? read : 0);
    }

    [Theory]
    [InlineData("2024-08-08", "00:00:00.25Z", 1_723_075_200_250_000_000)]
    [InlineData("20240807", "20:00:00", 1_723_075_200_000_000_000)]
    [InlineData("20240807x", "20:00:00", 0)]
    [InlineData("2024-08-07", "8pm", 0)]
    [InlineData("2024-08-07", "", 0)]
    public void TryParse_DayApart_TheInstantOrNone(string date, string time, long nanos)
    {
        Assert.Equal(nanos > 0, CsvTimes.TryParse(Encoding.UTF8.GetBytes(date), Encoding.UTF8.GetBytes(time), NewYork, out long read));
        Assert.Equal(nanos, nanos > 0 ? read : 0);
    }

    [Fact]
    public void TryParse_WhatUnixNanosWrites_TheSameInstant() =>
        Prop.ForAll<long>(value =>
        {
            // From 1971 to 2248, to the nanosecond.
            long nanos = 40_000_000_000_000_000 + (long)((ulong)value * 0x9E3779B97F4A7C15 % 8_700_000_000_000_000_000);
            Assert.True(CsvTimes.TryParse(Encoding.UTF8.GetBytes(new UnixNanos(nanos).ToString()), TimeZoneInfo.Utc, out long read));
            Assert.Equal(nanos, read);
            bool ns = nanos >= 100_000_000_000_000_000;
            Assert.True(!ns || (CsvTimes.TryParse(Encoding.UTF8.GetBytes($"{nanos}"), TimeZoneInfo.Utc, out read) && read == nanos));
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));
}
