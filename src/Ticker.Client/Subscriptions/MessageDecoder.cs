using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>Turns the bytes of one message into what it says. Used by one thread.</summary>
internal sealed class MessageDecoder(InstrumentDirectory directory)
{
    private readonly InstrumentLookup _lookup = name => directory.Find(name);
    private ReceivedTick[] _ticks = new ReceivedTick[64];
    private int _count;

    /// <summary>Decodes a message, whole.</summary>
    /// <exception cref="FormatException">It is not what the protocol allows.</exception>
    public SubscriberMessage Decode(ReadOnlySpan<byte> message)
    {
        if (ServerMessageReader.IsData(message))
        {
            _count = 0;
            int id = message[0] == (byte)'{' ? ReadJson(message) : ReadMessagePack(message);
            return new SubscriberMessage(null, id, _ticks.AsMemory(0, _count));
        }

        ServerMessage control = ServerMessageReader.Read(message, out MessageFault? fault)
            ?? throw new FormatException(fault!.Message);
        if (control is Subscribed told)
        {
            directory.Learn(told);
        }

        return new SubscriberMessage(control, 0, default);
    }

    private int ReadMessagePack(ReadOnlySpan<byte> message)
    {
        var reader = new DataMessageReader(message);
        while (reader.TryRead(out Tick tick, out Collapsed collapsed))
        {
            Add(new ReceivedTick(directory.Find(tick.Instrument) ?? throw Untold($"number {tick.Instrument}"), tick, collapsed));
        }

        return reader.SubscriptionId;
    }

    private int ReadJson(ReadOnlySpan<byte> message)
    {
        var reader = new JsonDataMessageReader(message, _lookup);
        while (reader.TryRead(out Tick tick, out Collapsed collapsed))
        {
            Add(new ReceivedTick(directory.Find(tick.Instrument)!, tick, collapsed));
        }

        return reader.UnknownInstruments == 0 ? reader.SubscriptionId : throw Untold("a name");
    }

    private void Add(in ReceivedTick tick)
    {
        if (_count == _ticks.Length)
        {
            Array.Resize(ref _ticks, _count * 2);
        }

        _ticks[_count++] = tick;
    }

    private static FormatException Untold(string which) => new($"a tick of {which} that no 'subscribed' told of");
}
