using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Ticker.Engine.Normalize;
using Ticker.Engine.Sequence;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Rivals.Textbook;

/// <summary>Numbers what comes in, encodes each tick once, and offers the message to everyone who wants it.</summary>
internal sealed class BroadcastPump(ChannelReader<TickBatch> batches, Sequencer sequencer, InstrumentRegistry instruments, Audience audience) : BackgroundService
{
    // Everybody's subscription has this id.
    private const int SubscriptionId = 1;

    private readonly byte[] _scratch = new byte[DataMessageWriter.Reserve + DataMessageWriter.MaxTickBytes];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (TickBatch batch in batches.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            sequencer.Stamp(batch);
            foreach (ref readonly Tick tick in batch.Ticks)
            {
                if (tick.Kind is TickKind.Quote or TickKind.Trade or TickKind.Status)
                {
                    Broadcast(in tick);
                }
            }

            batch.Release();
        }
    }

    private void Broadcast(in Tick tick)
    {
        ReadOnlySpan<Subscriber> subscribers = audience.Of(tick.Instrument);
        if (subscribers.IsEmpty)
        {
            return;
        }

        byte[] message = Encode(in tick);
        foreach (Subscriber subscriber in subscribers)
        {
            subscriber.Offer(message);
        }
    }

    private byte[] Encode(in Tick tick)
    {
        var writer = new DataMessageWriter(_scratch, WireEncoding.MessagePack, SubscriptionId, times: true);
        writer.TryAdd(in tick, instruments[tick.Instrument], TickFlags.None, default);
        int length = writer.Finish(out int start);
        return _scratch.AsSpan(start, length).ToArray();
    }
}
