using System.Text;

namespace Ticker.Model.Tests;

public sealed class UnixNanosTests
{
    [Theory]
    [InlineData(0, "1970-01-01T00:00:00.000000000Z")]
    [InlineData(1723161253937412000, "2024-08-08T23:54:13.937412000Z")]
    [InlineData(1, "1970-01-01T00:00:00.000000001Z")]
    [InlineData(-1, "1969-12-31T23:59:59.999999999Z")]
    [InlineData(-1_000_000_000, "1969-12-31T23:59:59.000000000Z")]
    [InlineData(951_782_400_000_000_000, "2000-02-29T00:00:00.000000000Z")]
    [InlineData(long.MaxValue, "2262-04-11T23:47:16.854775807Z")]
    [InlineData(long.MinValue, "1677-09-21T00:12:43.145224192Z")]
    public void ToString_Instant_IsRfc3339ToTheNanosecond(long nanos, string text)
    {
        Assert.Equal(text, new UnixNanos(nanos).ToString());
        Span<byte> bytes = stackalloc byte[UnixNanos.TextLength];
        Assert.True(new UnixNanos(nanos).TryFormat(bytes, out int written));
        Assert.Equal(text, Encoding.ASCII.GetString(bytes[..written]));
    }

    [Fact]
    public void TryFormat_NoRoom_WritesNothing()
    {
        Assert.False(new UnixNanos(1).TryFormat(new byte[UnixNanos.TextLength - 1], out int written));
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData("2024-08-08T23:54:13.9374120Z")]
    [InlineData("1969-12-31T23:59:59.9999999Z")]
    [InlineData("2000-02-29T05:30:00.0000001+05:30")]
    public void From_DateTimeOffset_GoesThereAndBack(string text)
    {
        DateTimeOffset instant = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Assert.Equal(instant.ToUniversalTime(), UnixNanos.From(instant).ToDateTimeOffset());
    }

    [Fact]
    public void Now_AnyClock_IsTheClocks()
    {
        Assert.Equal(2_000_000_100, UnixNanos.Now(new StandingClock(DateTimeOffset.UnixEpoch.AddSeconds(2).AddTicks(1))).Value);
        Assert.False(UnixNanos.Now(TimeProvider.System).IsNone);
        Assert.True(UnixNanos.None.IsNone);
    }

    [Fact]
    public void Compare_EarlierAndLater_AreOrdered()
    {
        var early = new UnixNanos(-5);
        var late = new UnixNanos(7);
        Assert.True(early < late && late > early && early <= late && late >= early);
        Assert.True(early.CompareTo(late) < 0);
        Assert.False(early < new UnixNanos(-5));
        Assert.True(early <= new UnixNanos(-5) && early >= new UnixNanos(-5));
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }

    [Theory]
    [InlineData("1970-01-01T00:00:00.000000001Z", 1)]
    [InlineData("2024-08-08T23:54:13.937412Z", 1723161253937412000)]
    [InlineData("2024-08-08T23:54:13.937412001", 1723161253937412001)]
    [InlineData("2024-08-09T01:54:13.5+02:00", 1723161253500000000)]
    [InlineData("2024-08-08T23:54:13Z", 1723161253000000000)]
    [InlineData("2024-08-08T23:54Z", 1723161240000000000)]
    [InlineData("2024-08-08T23:54", 1723161240000000000)]
    [InlineData("2024-08-08", 1723075200000000000)]
    [InlineData("1723161253937412000", 1723161253937412000)]
    [InlineData("-1", -1)]
    [InlineData("2262-04-11T23:47:16.854775807Z", long.MaxValue)]
    [InlineData("1677-09-21T00:12:43.145224192Z", long.MinValue)]
    public void TryParse_InstantAsText_IsExact(string text, long nanos)
    {
        Assert.True(UnixNanos.TryParse(text, out UnixNanos instant));
        Assert.Equal(nanos, instant.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("yesterday")]
    [InlineData("12:30")]
    [InlineData("2024-13-01")]
    [InlineData("2024-08-08.5")]
    [InlineData("2024-08-08T23:54.5Z")]
    [InlineData("2024-08-08T23:54:13.")]
    [InlineData("2024-08-08T23:54:13.1234567891Z")]
    [InlineData("2262-04-11T23:47:16.854775808Z")]
    [InlineData("1677-09-21T00:12:43.145224191Z")]
    [InlineData("99999999999999999999")]
    public void TryParse_WhatIsNoInstant_IsRefused(string text) => Assert.False(UnixNanos.TryParse(text, out _));
}
