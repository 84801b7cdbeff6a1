using System.Globalization;
using System.Net;
using Ticker.Client.Feeds;
using Ticker.Model;
using Ticker.Recording.Journal;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Journal;

/// <summary>
/// The server as a process that is killed at random moments while a publisher sends as fast as it can. <c>tests/crash N</c>
/// does it more often.
/// </summary>
public sealed class CrashTests
{
    private const int UsualCrashes = 10;
    private const int BatchTicks = 100;
    private const ulong Run = 42;

    private static readonly Instrument[] Instruments =
    [
        .. Enumerable.Range(1, 20).Select(n => new Instrument { Number = (uint)n, Name = new InstrumentName("TEST", $"I{n}"), PriceScale = 2, SizeScale = 0 }),
    ];

    private static int Crashes => int.Parse(Environment.GetEnvironmentVariable("TICKER_CRASHES") ?? $"{UsualCrashes}", CultureInfo.InvariantCulture);

    [Fact]
    public async Task Kill_UnderLoadAgainAndAgain_NoDurableTickIsMissingAndNoneIsDoubled()
    {
        using var journal = new JournalDirectory();
        var random = new Random(20_240_808);
        (ulong durable, long epoch) = (0, 0);
        for (int crash = 0; crash <= Crashes; crash++)
        {
            await using ServerProcess server = ServerProcess.Start(
                "--Ticker:Listen:Web=http://127.0.0.1:0", "--Ticker:Listen:Grpc=http://127.0.0.1:0", "--Ticker:Demo:Enabled=false",
                journal.Setting, "--Ticker:Journal:SegmentBytes=1048576", "--Ticker:Journal:SyncInterval=00:00:00.02");
            (_, IPEndPoint grpc) = await server.ReadyAsync();
            await using FeedPublisher publisher = await ConnectAsync(grpc);
            Assert.True(publisher.LastSequence >= durable, $"crash {crash}: {durable} was durable, the server knows {publisher.LastSequence}");
            Assert.True(crash == 0 || epoch == publisher.Epoch, $"crash {crash}: the epoch was {epoch} and is {publisher.Epoch}");
            epoch = publisher.Epoch;
            if (crash == Crashes)
            {
                await EndAsync(server, publisher);
                break;
            }

            // Some tick of this round is durable, then some time passes.
            var flow = new Flow(publisher);
            await Patience.UntilAsync(() => publisher.Durable > publisher.LastSequence || flow.HasEnded, () => $"crash {crash}: durable stays at {publisher.Durable}");
            await Task.Delay(random.Next(200));
            durable = publisher.Durable;
            server.Kill();
            await flow.EndAsync();
        }

        AssertWhole(journal.Path, epoch, durable);
    }

    private static async Task<FeedPublisher> ConnectAsync(IPEndPoint grpc)
    {
        FeedPublisher publisher = await FeedPublisher.ConnectAsync(new Uri($"http://{grpc}"), new FeedPublisherOptions { Feed = "crash", RunId = Run });
        foreach (Instrument instrument in Instruments)
        {
            await publisher.DefineAsync(instrument);
        }

        return publisher;
    }

    // The last round: a little more, and everything that was sent is durable when the stream has ended.
    private static async Task EndAsync(ServerProcess server, FeedPublisher publisher)
    {
        ulong last = publisher.LastSequence + BatchTicks;
        await publisher.PublishAsync(Batch(publisher.LastSequence + 1));
        await publisher.CompleteAsync("done");
        Assert.Equal((last, last), (publisher.Received, publisher.Durable));
        server.Terminate();
        Assert.Equal(0, (await server.EndAsync()).ExitCode);
    }

    private static void AssertWhole(string directory, long epoch, ulong durable)
    {
        using RecordingReader reader = RecordingReader.Open(directory);
        Assert.Empty(reader.Gaps);
        Assert.True(reader.Segments.Count > Crashes);
        (ulong sequence, ulong id) = (0, 0);
        while (reader.ReadRecord(out Tick record))
        {
            Assert.Equal(++sequence, record.Sequence);
            Assert.Equal(epoch, reader.Position.Epoch);
            if (record.Kind == TickKind.Trade)
            {
                Assert.Equal(++id, record.TradeId);
            }
        }

        Assert.True(id > durable, $"{durable} was durable, {id} is kept");
        Assert.Empty(reader.Gaps);
    }

    private static Tick[] Batch(ulong from) =>
    [
        .. Enumerable.Range(0, BatchTicks).Select(n => new Tick
        {
            Kind = TickKind.Trade, Instrument = (uint)(n % Instruments.Length) + 1, Sequence = from + (ulong)n, TradeId = from + (ulong)n, Price = 100, Size = 1,
        }),
    ];

    /// <summary>Sends batch after batch from where the server is, until the connection breaks.</summary>
    private sealed class Flow
    {
        private readonly Task _sending;

        public Flow(FeedPublisher publisher) => _sending = Task.Run(async () =>
        {
            try
            {
                for (ulong next = publisher.LastSequence + 1; ; next += BatchTicks)
                {
                    await publisher.PublishAsync(Batch(next));
                }
            }
            catch (FeedException)
            {
                // The server is gone.
            }
        });

        public bool HasEnded => _sending.IsCompleted;

        public Task EndAsync() => _sending.WaitAsync(Patience.Limit);
    }
}
