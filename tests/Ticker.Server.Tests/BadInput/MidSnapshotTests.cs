using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;
using Ticker.Server.Tests.Peers;

namespace Ticker.Server.Tests.BadInput;

/// <summary>A subscription that is changed, paused or ended while its snapshot is on its way to a reader that takes its time.</summary>
public sealed class MidSnapshotTests
{
    private const int Instruments = 3_000;

    [Theory]
    [InlineData(WireEncoding.MessagePack)]
    [InlineData(WireEncoding.Json)]
    public async Task ModifyAndPause_DuringASnapshot_TakeEffectAfterItAndNothingIsLost(WireEncoding encoding)
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await DefineAsync(server, feed);
        await using Bystander bystander = await Bystander.StartAsync(server);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 1);
        using (StreamClient client = await StreamClient.ConnectAsync(server, encoding))
        {
            await client.SendAsync(new SubscribeMessage { Id = 1, Symbols = ["X:*"] });
            await client.SendAsync(new ModifyMessage { Id = 1, Mode = DeliveryMode.Interval, IntervalMs = 50, Add = ["Y:1"] });
            await client.SendAsync(new PauseMessage { Id = 1 });

            // The snapshot, whole, and then what was added, with its state.
            HashSet<uint> given = await ReadStateAsync(client, Instruments);
            Subscribed changed = await client.NextAsync<Subscribed>();
            Assert.Equal("Y:1", Assert.Single(changed.Instruments).FullName);
            Tick added = await client.NextTickAsync();
            Assert.Equal((TickFlags.Snapshot, 7_777L), (added.Flags, added.BidPrice));
            Assert.DoesNotContain(added.Instrument, given);
            await client.NextAsync<Seam>();

            // Paused: what comes is kept; going on, the newest of each comes.
            await SendRoundAsync(feed, 20_000);
            await SendRoundAsync(feed, 30_000);
            await client.AssertAliveAsync();
            Statement paused;
            do
            {
                await client.SendAsync(new StatementRequest { Id = 1 });
                paused = await client.NextAsync<Statement>();
            }
            while (paused.Matched < 2 * Instruments);
            Assert.Equal((2 * Instruments, 0, Instruments, Instruments), (paused.Matched, paused.Delivered, paused.ConflatedByRate, paused.Pending));
            await client.SendAsync(new ResumeMessage { Id = 1 });
            var newest = new Dictionary<uint, long>();
            while (newest.Count < Instruments)
            {
                Tick tick = await client.NextTickAsync();
                Assert.True(newest.TryAdd(tick.Instrument, tick.BidPrice));
            }

            Assert.All(newest.Values, price => Assert.InRange(price, 30_001, 30_000 + Instruments));
            await client.SendAsync(new StatementRequest { Id = 1 });
            Statement last = await client.NextAsync<Statement>();
            Assert.Equal((2 * Instruments, Instruments, Instruments, 0, Instruments + 1), (last.Matched, last.Delivered, last.ConflatedByRate, last.Pending, last.Snapshot));
            await client.CloseAsync();
        }

        await bystander.AssertUnharmedAsync();
        await before.UntilAgainAsync(server);
    }

    [Fact]
    public async Task Changes_MoreThanMayWaitDuringASnapshot_AreRefusedAsBusyAndTheOthersMade()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync(
            "Subscribers:HeartbeatInterval=01:00:00", "Subscribers:WriteDeadline=00:01:00", "WebSockets:MessageBurst=1000000");
        await using TestFeed feed = await server.OpenFeedAsync();
        await DefineAsync(server, feed);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 0);
        using (RawPeer peer = await RawPeer.OpenAsync(server, receiveBuffer: 4096))
        {
            // It reads nothing while it asks, so its snapshot does not end.
            await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["X:*"]}"""));
            await ServedCounts.AtRestAsync(server, Instruments);
            await peer.SendAsync(Frames.Join(Enumerable.Range(1, 100).Select(n => Frames.TextOf($$"""{"op":"modify","id":1,"mode":"interval","interval_ms":{{n}}}"""))));
            await peer.SendAsync(Frames.TextOf("""{"op":"ping","t":1}"""));
            int busy = 0;
            int pages = 0;
            bool answered = false;
            while (!answered || pages < 16)
            {
                RawFrame frame = await peer.ReadFrameAsync();
                ServerMessage? control = ServerMessageReader.IsData(frame.Payload) ? null : ServerMessageReader.Read(frame.Payload, out _);
                if (control is ErrorReply error)
                {
                    Assert.Equal(("busy", 1, "16 changes of this subscription wait already"), (error.Code, error.Id, error.Message));
                    busy++;
                }

                // A change is told by a page of its own, without instruments where none is new.
                pages += control is Subscribed { Instruments.Count: 0 } ? 1 : 0;
                answered |= control is Pong;
            }

            Assert.Equal(84, busy);
            await peer.SendAsync(Frames.TextOf("""{"op":"unsubscribe","id":1}"""));
            await peer.SendAsync(Frames.Close(1000));
        }

        await before.UntilAgainAsync(server);
    }

    [Fact]
    public async Task Unsubscribe_DuringASnapshot_EndsItThere()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync("Subscribers:HeartbeatInterval=01:00:00", "Subscribers:WriteDeadline=00:01:00");
        await using TestFeed feed = await server.OpenFeedAsync();
        await DefineAsync(server, feed);
        ServedCounts before = await ServedCounts.AtRestAsync(server, interests: 0);
        using (RawPeer peer = await RawPeer.OpenAsync(server, receiveBuffer: 4096))
        {
            await peer.SendAsync(Frames.TextOf("""{"op":"subscribe","id":1,"symbols":["X:*"]}"""));
            await ServedCounts.AtRestAsync(server, Instruments);
            await peer.SendAsync(Frames.Join([
                Frames.TextOf("""{"op":"pause","id":1}"""), Frames.TextOf("""{"op":"modify","id":1,"add":["Y:1"]}"""), Frames.TextOf("""{"op":"unsubscribe","id":1}""")]));
            await ServedCounts.AtRestAsync(server, interests: 0);
            RawFrame frame;
            Unsubscribed? end = null;
            while (end is null)
            {
                frame = await peer.ReadFrameAsync();
                end = ServerMessageReader.IsData(frame.Payload) ? null : ServerMessageReader.Read(frame.Payload, out _) as Unsubscribed;
            }

            Assert.InRange(end.Final!.Snapshot, 0, Instruments - 1);
            await peer.SendAsync(Frames.TextOf("""{"op":"ping","t":1}"""));
            Assert.Contains("\"pong\"", (await peer.ReadFrameAsync()).Text, StringComparison.Ordinal);
            await peer.SendAsync(Frames.Close(1000));
        }

        await before.UntilAgainAsync(server);
    }

    private static async Task DefineAsync(ServerUnderTest server, TestFeed feed)
    {
        await feed.DefineAsync(server, [.. Enumerable.Range(1, Instruments).Select(n => $"X:{n}"), "Y:1"]);
        await feed.QuoteAsync(Instruments + 1, 7_777);
        await SendRoundAsync(feed, 10_000);
        await server.UntilAppliedAsync((2 * Instruments) + 3);
    }

    // One quote of each.
    private static async Task SendRoundAsync(TestFeed feed, long price)
    {
        for (uint n = 1; n <= Instruments; n++)
        {
            await feed.QuoteAsync(n, price + n);
        }

        await feed.FlushAsync();
    }

    private static async Task<HashSet<uint>> ReadStateAsync(StreamClient client, int count)
    {
        var given = new HashSet<uint>();
        while (given.Count < count)
        {
            Tick tick = await client.NextTickAsync();
            Assert.Equal(TickFlags.Snapshot, tick.Flags);
            Assert.True(given.Add(tick.Instrument));
        }

        await client.NextAsync<Seam>();
        return given;
    }
}
