using System.Globalization;
using Microsoft.Extensions.Logging;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.Delivery;

/// <summary>An eviction is one line in the log, whatever came before and after it.</summary>
public sealed class EvictionLogTests
{
    private const int Evicted = 2005;
    private const int PutOut = 2003;

    [Fact]
    public async Task Budget_Spent_IsOneLineThatSaysWhatWaitedAndWhereToResume()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Subscribers:PendingTicks=500", "Subscribers:WriteDeadline=00:01:00", "Subscribers:CloseGrace=00:00:00.2");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, "XNAS:AAPL");
        using RawPeer slow = await RawPeer.OpenAsync(server, receiveBuffer: 4096);
        await slow.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"],"mode":"all"}"""));
        await slow.ReadFrameAsync(Frames.Text);
        await using (TickFlow.Paced(50_000, n => feed.TradeAsync(1, n + 1), feed.FlushAsync))
        {
            await Patience.UntilAsync(() => server.Evictions == 1, () => "not evicted");
            await server.UntilEmptyAsync();
        }

        LoggedEvent line = Assert.Single(server.Log.Of(Evicted));
        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Equal(("Budget", "127.0.0.1"), (line.Values["Reason"], line.Values["Address"].Replace("::ffff:", "", StringComparison.Ordinal)));
        Assert.Equal(500, long.Parse(line.Values["Pending"], CultureInfo.InvariantCulture));
        string[] resume = line.Values["Resume"].Split(':');
        Assert.Equal(server.Pipeline.Position.Epoch, long.Parse(resume[0], CultureInfo.InvariantCulture));
        Assert.InRange(ulong.Parse(resume[1], CultureInfo.InvariantCulture), 2UL, server.Pipeline.Position.Sequence);
        Assert.Empty(server.Log.Of(PutOut));
    }

    [Fact]
    public async Task WriteDeadline_Passed_IsOneLineForEachConnection()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:WriteDeadline=00:00:00.3", "Subscribers:CloseGrace=00:00:00.2");
        await using TestFeed feed = await server.OpenFeedAsync();
        await feed.DefineAsync(server, [.. Enumerable.Range(1, 200).Select(n => $"XNAS:S{n}")]);
        RawPeer[] slow = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => RawPeer.OpenAsync(server, receiveBuffer: 4096)));
        foreach (RawPeer peer in slow)
        {
            await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["*"]}"""));
        }

        await using (TickFlow.Paced(20_000, n => feed.QuoteAsync((uint)(n % 200) + 1, n + 1), feed.FlushAsync))
        {
            await Patience.UntilAsync(() => server.Evictions == slow.Length, () => "not all were evicted");
            await server.UntilEmptyAsync();
        }

        Assert.Equal(["WriteDeadline", "WriteDeadline", "WriteDeadline"], server.Log.Of(Evicted).Select(line => line.Values["Reason"]));
        Assert.Equal(slow.Length, server.Log.Of(Evicted).Select(line => line.Values["Connection"]).Distinct().Count());
        Assert.Empty(server.Log.Of(PutOut));
        Array.ForEach(slow, peer => peer.Dispose());
    }
}
