using Microsoft.Extensions.Configuration;

namespace Ticker.Server.Tests;

/// <summary>What is wrong with the settings is told, all of it, before anything starts.</summary>
public sealed class SettingsTests
{
    [Fact]
    public void Read_NothingSet_GivesTheDefaults() => Assert.Equal(new ListenOptions(), Read().Listen);

    [Fact]
    public void Read_EveryType_IsRead()
    {
        ServerOptions options = Read(
            "--Ticker:Listen:Web=http://0.0.0.0:80", "--Ticker:Access:OpenToTheNetwork=true", "--ticker:lanes=3", "--Ticker:Demo:Enabled=false", "--Ticker:Demo:Seed=-9000000000",
            "--Ticker:Demo:TicksPerSecond=0.5", "--Ticker:Subscribers:WriteDeadline=00:00:02.5", "--Ticker:Feeds:Grpc:MaxMessageBytes=2048",
            "--Ticker:WebSockets:AllowedOrigins:0=https://a.example", "--Ticker:WebSockets:AllowedOrigins:1", "https://b.example");

        Assert.Equal("http://0.0.0.0:80", options.Listen.Web);
        Assert.Equal(3, options.Pipeline.Lanes);
        Assert.False(options.Demo.Enabled);
        Assert.Equal(-9_000_000_000, options.Demo.Seed);
        Assert.Equal(0.5, options.Demo.TicksPerSecond);
        Assert.Equal(TimeSpan.FromSeconds(2.5), options.Pipeline.Subscribers.WriteDeadline);
        Assert.Equal(2048, options.Grpc.MaxMessageBytes);
        Assert.Equal(["https://a.example", "https://b.example"], options.WebSockets.AllowedOrigins);
    }

    public static TheoryData<string, object, Func<ServerOptions, object>> Elsewhere => new()
    {
        { "Feeds:MaxClockSkew=00:00:07", TimeSpan.FromSeconds(7), options => options.Pipeline.Feeds.MaxClockSkew },
        { "MaxInstruments=7", 7, options => options.Pipeline.MaxInstruments },
        { "Recordings:StallDeadline=00:00:07", TimeSpan.FromSeconds(7), options => options.Recordings.StallDeadline },
        { "Http:PingInterval=00:00:07", TimeSpan.FromSeconds(7), options => options.Http.PingInterval },
        { "Http:PingTimeout=00:00:07", TimeSpan.FromSeconds(7), options => options.Http.PingTimeout },
        { "Listen:TlsDeadline=00:00:07", TimeSpan.FromSeconds(7), options => options.Listen.TlsDeadline },
        { "Access:MaxMessageBefore=2048", 2048, options => options.Gate.MaxMessageBefore },
        { "Subscribers:ToleratedFaults=7", 7, options => options.Pipeline.Subscribers.ToleratedFaults },
        { "Subscribers:MaxMessageSymbols=7", 7, options => options.Pipeline.Subscribers.MaxMessageSymbols },
        { "Roads:MaxWait=00:00:37", TimeSpan.FromSeconds(37), options => options.Roads.MaxWait },
    };

    [Theory]
    [MemberData(nameof(Elsewhere))]
    public void Read_ASetting_IsReadToWhereItIsUsed(string setting, object value, Func<ServerOptions, object> read) => Assert.Equal(value, read(Read("--Ticker:" + setting)));

    [Fact]
    public void Read_AMessageOfMoreSymbolsThanTheProtocolAllows_IsRefused() =>
        Assert.Equal(["Ticker:Subscribers:MaxMessageSymbols is above 10000"], Wrong("--Ticker:Subscribers:MaxMessageSymbols=10001"));

    [Fact]
    public void Read_ManyThingsWrong_NamesThemAll()
    {
        IReadOnlyList<string> wrong = Wrong(
            "--Ticker:Lanes=abc", "--Ticker:FeedQueue=0", "--Ticker:Subscribers:WriteDeadline=2s", "--Ticker:Subscribers:PendingTicks=0",
            "--Ticker:Demo:Enabled=maybe", "--Ticker:Demo:Instruments=-1", "--Ticker:Listen:Web=ftp://x", "--Ticker:Feeds:Grpc:AckInterval=");

        string[] keys =
        [
            "Ticker:Lanes is 'abc'", "Ticker:FeedQueue", "Ticker:Subscribers:WriteDeadline is '2s'", "Ticker:Subscribers:PendingTicks",
            "Ticker:Demo:Enabled is 'maybe'", "Ticker:Demo:Instruments", "Ticker:Listen:Web is 'ftp://x'", "Ticker:Feeds:Grpc:AckInterval is ''",
        ];
        Assert.Equal(keys.Length, wrong.Count);
        Assert.All(keys, key => Assert.Single(wrong, told => told.StartsWith(key, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("5", "five days, if nobody looked")]
    [InlineData("00:99:00", "no such minute")]
    public void Read_ATimeThatMayBeMisread_IsRefused(string text, string why) =>
        Assert.True(Wrong($"--Ticker:Feeds:FeedTimeout={text}").Count == 1, why);

    [Theory]
    [InlineData("--Ticker:Listen:Wbe=http://127.0.0.1:1", "Ticker:Listen:Wbe is not a setting")]
    [InlineData("--Ticker:Lanes:0=1", "Ticker:Lanes:0 is not a setting")]
    [InlineData("--Tikcer:Lanes=1", "'--Tikcer:Lanes=1' is not a setting; write --Ticker:Key=value")]
    [InlineData("serve", "'serve' is not a setting; write --Ticker:Key=value")]
    [InlineData("--Ticker:Lanes", "'--Ticker:Lanes' has no value; write --Ticker:Lanes=value")]
    public void Read_WhatSetsNothing_IsNamed(string argument, string told) => Assert.Equal([told], Wrong(argument));

    private static IReadOnlyList<string> Wrong(params string[] args) => Assert.Throws<InvalidConfigurationException>(() => Read(args)).Wrong;

    private static ServerOptions Read(params string[] args) => ServerOptions.Read(new ConfigurationBuilder().AddCommandLine(args).Build(), args);
}
