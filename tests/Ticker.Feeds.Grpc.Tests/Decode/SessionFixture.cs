using System.Threading.Channels;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Decode;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Model;

namespace Ticker.Feeds.Grpc.Tests.Decode;

/// <summary>An open session whose output can be looked at, without a server.</summary>
internal sealed class SessionFixture
{
    private readonly Channel<TickBatch> _channel = Channel.CreateBounded<TickBatch>(64);

    private SessionFixture() => Rejects = new RejectLog(1024);

    public FeedSession Session { get; private set; } = null!;

    public RejectLog Rejects { get; }

    /// <summary>Every tick that went on, definitions and states left out.</summary>
    public List<Tick> Ticks { get; } = [];

    public static async Task<SessionFixture> OpenAsync(uint instruments = 5)
    {
        var fixture = new SessionFixture();
        var door = new FeedDoor(new FeedOptions(), new InstrumentRegistry(), new TickBatchPool(), fixture._channel.Writer, TimeProvider.System);
        (_, FeedSession? session) = await door.OpenAsync(new FeedHello("f", 1, ""), CancellationToken.None);
        fixture.Session = session!;
        for (uint number = 1; number <= instruments; number++)
        {
            session!.Define(number, new Instrument { Name = new InstrumentName("V", $"S{number}"), PriceScale = 2, SizeScale = 0 }, out _);
        }

        return fixture;
    }

    /// <summary>Takes a message as the pump does; false when it is malformed or no batch.</summary>
    public async Task<bool> TakeAsync(ReadOnlyMemory<byte> message)
    {
        if (!PublishRequestDecoder.TryCheck(message.Span, out RequestKind kind, out BatchCursor cursor) || kind != RequestKind.Batch)
        {
            return false;
        }

        while (!PublishRequestDecoder.Decode(message.Span, Session, Rejects, ref cursor))
        {
            await FlushAsync();
        }

        await FlushAsync();
        return true;
    }

    public async Task FlushAsync()
    {
        await Session.FlushAsync();
        while (_channel.Reader.TryRead(out TickBatch? batch))
        {
            foreach (Tick tick in batch.Ticks)
            {
                if (tick.Kind < TickKind.Definition)
                {
                    Ticks.Add(tick);
                }
            }

            batch.Release();
        }
    }
}
