using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Replay;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Replay;

public class ReplayFeedTests
{
    [Fact]
    public async Task Server_OnARecording_SubscribersGetWhatWasRecorded()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Replay:Path=stormy", "Replay:Speed=max");
        await server.UntilAppliedAsync(5_690);
        using ReplayClient client = await ReplayClient.ConnectAsync(server, "", "/v1/stream");
        await client.SubscribeAsync(more: ",\"times\":true");
        await client.ReadAsync(() => client.Controls.OfType<Seam>().Any());

        Assert.Equal(5_690ul, client.Controls.OfType<Seam>().Single().Sequence);
        Assert.Equal(24, client.Controls.OfType<Subscribed>().Sum(page => page.Instruments.Count));
        Assert.All(client.Ticks, tick => Assert.Equal(TickFlags.Replayed | TickFlags.Snapshot, tick.Flags & (TickFlags.Replayed | TickFlags.Snapshot)));
        Assert.All(client.Ticks, tick => Assert.Equal(2025, tick.ReceiveTime.ToDateTimeOffset().Year));
    }

    [Fact]
    public async Task Server_OnARecordingInALoop_NumbersNeverGoBack()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Replay:Path=calm", "Replay:Speed=max", "Replay:Loop=true", "Replay:Times=now", "Subscribers:PendingTicks=10000000");
        using ReplayClient client = await ReplayClient.ConnectAsync(server, "", "/v1/stream");
        await client.SubscribeAsync("latest", ",\"times\":true");
        await client.ReadAsync(() => client.Ticks.Count > 20_000);

        Assert.All(client.Ticks.GroupBy(tick => tick.Instrument), ticks =>
        {
            ulong[] live = [.. ticks.Where(tick => tick.Kind == TickKind.Trade && (tick.Flags & TickFlags.Snapshot) == 0).Select(tick => tick.Sequence)];
            Assert.Equal(live.Order().Distinct(), live);
        });
        Assert.Equal(TimeProvider.System.GetUtcNow().Year, client.Ticks[^1].ReceiveTime.ToDateTimeOffset().Year);
    }

    [Fact]
    public void Start_OnWhatIsNoRecording_SaysSo()
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build("Replay:Path=no-such-thing"));
        Assert.Contains("Ticker:Replay:Path", wrong.Message);
    }

    [Fact]
    public void Start_SettingsThatCannotBe_AllAreNamed()
    {
        var wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build("Replay:Path=calm", "Replay:Speed=0", "Replay:MaxGap=1", "Replay:From=x"));
        Assert.Equal(3, wrong.Wrong.Count);
    }

    [Theory]
    [InlineData("--replay calm --speed 10 --loop --max-gap=1s", "--Ticker:Replay:Path=calm --Ticker:Replay:Speed=10 --Ticker:Replay:Loop=true --Ticker:Replay:MaxGap=1s")]
    [InlineData("--loop --replay=calm", "--Ticker:Replay:Loop=true --Ticker:Replay:Path=calm")]
    [InlineData("--from 2025 --to=2026 --times now --Ticker:Lanes=2", "--Ticker:Replay:From=2025 --Ticker:Replay:To=2026 --Ticker:Replay:Times=now --Ticker:Lanes=2")]
    [InlineData("--replay --loop", "--Ticker:Replay:Path --Ticker:Replay:Loop=true")]
    public void Expand_ShortForms_AreSettings(string args, string expected) => Assert.Equal(expected.Split(' '), ReplayArguments.Expand(args.Split(' ')));
}
