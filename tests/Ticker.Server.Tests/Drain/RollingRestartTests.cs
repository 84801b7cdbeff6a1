using System.Globalization;
using System.Net;
using Ticker.Client.Feeds;
using Ticker.Client.Subscriptions;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Drain;

/// <summary>
/// Servers one after another on one journal, each told to stop under load: whoever resumes where it was told to has
/// every trade once.
/// </summary>
public sealed class RollingRestartTests
{
    private const int Servers = 4;
    private const int BatchTicks = 20;
    private const int LeastOfAServer = 2_000;

    private static readonly Instrument Traded = new() { Number = 1, Name = new InstrumentName("TEST", "ROLL"), PriceScale = 2, SizeScale = 0 };

    [Fact]
    public async Task Restarts_UnderLoad_SubscribersThatResumeLoseAndDoubleNothing()
    {
        using var journal = new JournalDirectory();
        Resumer[] resumers =
        [
            new(new SubscribeMessage { Id = 1, Symbols = ["*"], Mode = DeliveryMode.All }, WireEncoding.MessagePack),
            new(new SubscribeMessage { Id = 7, Symbols = ["TEST:ROLL"], Mode = DeliveryMode.All, Kinds = TickKinds.Trade }, WireEncoding.Json),
            new(new SubscribeMessage { Id = 2, Symbols = ["*"], Kinds = TickKinds.Trade }, WireEncoding.MessagePack),
            new(new SubscribeMessage { Id = 3, Symbols = ["*"], Mode = DeliveryMode.Interval, IntervalMs = 50 }, WireEncoding.Json),
        ];
        for (int n = 1; n <= Servers; n++)
        {
            await using ServerProcess server = ServerProcess.Start(
                "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false", journal.Setting);
            (IPEndPoint web, IPEndPoint grpc) = await server.ReadyAsync();
            Task[] following = await Task.WhenAll(resumers.Select(resumer => resumer.FollowAsync(web)));
            await using FeedPublisher publisher = await FeedPublisher.ConnectAsync(new Uri($"http://{grpc}"), new FeedPublisherOptions { Feed = "roll", RunId = 42 });
            await publisher.DefineAsync(Traded);
            ulong least = publisher.LastSequence + LeastOfAServer;
            Task flow = FlowAsync(publisher);
            await Patience.UntilAsync(() => resumers.All(resumer => resumer.Last >= least), () => string.Join(", ", resumers.Select(resumer => $"{resumer.Last} of {least}")));
            server.Terminate();
            await Task.WhenAll(following).WaitAsync(Patience.Limit);
            Assert.Equal(0, (await server.EndAsync()).ExitCode);
            await flow.WaitAsync(Patience.Limit);
        }

        Assert.All(resumers, resumer => Assert.Equal((0, 0), (resumer.Missing, resumer.Doubled)));
    }

    // Trade after trade, some thousand a second, until the server ends the stream.
    private static async Task FlowAsync(FeedPublisher publisher)
    {
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        try
        {
            for (ulong next = publisher.LastSequence + 1; await pace.WaitForNextTickAsync(); next += BatchTicks)
            {
                await publisher.PublishAsync(new ReadOnlyMemory<Tick>(
                [
                    .. Enumerable.Range(0, BatchTicks).Select(n => new Tick
                    {
                        Kind = TickKind.Trade, Instrument = 1, Sequence = next + (ulong)n, TradeId = next + (ulong)n, Price = 100, Size = 1,
                    }),
                ]));
            }
        }
        catch (FeedException)
        {
            // The server is going.
        }
    }

    /// <summary>A subscriber that goes on where the last server told it to, and looks at every trade.</summary>
    private sealed class Resumer(SubscribeMessage request, WireEncoding encoding)
    {
        private StartFrom _from = StartFrom.Snapshot;
        private ulong _last;

        public ulong Last => Volatile.Read(ref _last);

        public int Missing { get; private set; }

        public int Doubled { get; private set; }

        /// <summary>Subscribes and waits for the answer; the task that it gives ends when the server has closed.</summary>
        public async Task<Task> FollowAsync(IPEndPoint web)
        {
            TickerSubscriber subscriber = await TickerSubscriber.ConnectAsync(new Uri($"ws://{web}"), new SubscriberOptions { Encoding = encoding });
            await subscriber.SubscribeAsync(request with { From = _from });
            await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
            {
                if (message.Control is Subscribed)
                {
                    break;
                }
            }

            return ReadAsync(subscriber);
        }

        private async Task ReadAsync(TickerSubscriber subscriber)
        {
            await using (subscriber)
            {
                SubscriberException closed = await Assert.ThrowsAsync<SubscriberException>(async () =>
                {
                    await foreach (SubscriberMessage message in subscriber.ReadAllAsync())
                    {
                        Assert.False(message.Control is Gap or ErrorReply, $"{message.Control}");
                        foreach (ReceivedTick tick in message.Ticks.Span)
                        {
                            Take(tick);
                        }
                    }
                });
                Assert.Equal(1012, closed.CloseCode);
                string[] told = closed.CloseReason.Split(':');
                Assert.Equal("restart", told[0]);
                _from = StartFrom.Position(long.Parse(told[1], CultureInfo.InvariantCulture), ulong.Parse(told[2], CultureInfo.InvariantCulture));
            }
        }

        private void Take(ReceivedTick tick)
        {
            if (tick.Tick.Kind != TickKind.Trade || tick.IsSnapshot)
            {
                return;
            }

            Missing += tick.Tick.TradeId > _last + 1 ? 1 : 0;
            Doubled += tick.Tick.TradeId <= _last ? 1 : 0;
            Volatile.Write(ref _last, Math.Max(_last, tick.Tick.TradeId));
        }
    }
}
