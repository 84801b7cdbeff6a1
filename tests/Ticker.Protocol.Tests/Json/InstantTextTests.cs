using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Model;

namespace Ticker.Protocol.Tests.Json;

public class InstantTextTests
{
    [Fact]
    public void TryParse_WhatUnixNanosWrites_SameInstant() =>
        Prop.ForAll<long>(value =>
        {
            Assert.True(InstantText.TryParse(Encoding.ASCII.GetBytes(new UnixNanos(value * 1_000_003).ToString()), out UnixNanos read));
            Assert.Equal(new UnixNanos(value * 1_000_003), read);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0)]
    [InlineData("1970-01-01T00:00:01.5Z", 1_500_000_000)]
    [InlineData("2024-02-29T12:34:56.000000001Z", 1709210096000000001)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1)]
    public void TryParse_Text_Nanoseconds(string text, long expected)
    {
        Assert.True(InstantText.TryParse(Encoding.ASCII.GetBytes(text), out UnixNanos read));
        Assert.Equal(expected, read.Value);
    }

    [Theory]
    [InlineData("")]
    [InlineData("2024-02-30T00:00:00Z")]
    [InlineData("2023-02-29T00:00:00Z")]
    [InlineData("2024-13-01T00:00:00Z")]
    [InlineData("2024-01-01T24:00:00Z")]
    [InlineData("2024-01-01T00:60:00Z")]
    [InlineData("2024-01-01T00:00:00.Z")]
    [InlineData("2024-01-01T00:00:00.1234567890Z")]
    [InlineData("2024-01-01T00:00:00+00:00")]
    [InlineData("2024-01-01 00:00:00Z")]
    [InlineData("9999-01-01T00:00:00Z")]
    [InlineData("20x4-01-01T00:00:00Z")]
    public void TryParse_NotAnInstant_False(string text) => Assert.False(InstantText.TryParse(Encoding.ASCII.GetBytes(text), out _));
}
