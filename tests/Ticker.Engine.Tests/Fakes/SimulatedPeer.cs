using System.Buffers.Binary;
using System.Text;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Fakes;

/// <summary>
/// The far end of a connection: takes the byte stream apart as a client does, and checks what must hold on every
/// connection: whole unmasked frames, messages of the right kind, an instrument told before its first tick, its ticks
/// never going back, nothing after a close frame, no message over 65,535 bytes.
/// </summary>
internal sealed class SimulatedPeer(WireEncoding encoding)
{
    private readonly List<byte> _unread = [];
    private readonly List<Arrival> _arrivals = [];
    private readonly Dictionary<string, Instrument> _byName = [];
    private readonly Dictionary<int, HashSet<uint>> _told = [];
    private readonly Dictionary<(int Id, uint Instrument), ulong> _newest = [];
    private long _end;

    public IReadOnlyList<Arrival> Arrivals => _arrivals;

    /// <summary>The code of the close frame; null = none came, 0 = it had none.</summary>
    public int? CloseCode { get; private set; }

    public string CloseText { get; private set; } = "";

    /// <summary>
    /// Whether it follows what each subscription was told and holds its ticks against that. A test that changes what
    /// subscriptions ask for does so itself.
    /// </summary>
    public bool FollowsSubscriptions { get; set; } = true;

    /// <summary>Bytes of a frame that is not whole yet.</summary>
    public int Unfinished => _unread.Count;

    public IEnumerable<TMessage> Controls<TMessage>()
        where TMessage : ServerMessage => _arrivals.Select(arrival => arrival.Control).OfType<TMessage>();

    /// <summary>All ticks of a subscription, in the order in which they came.</summary>
    public IEnumerable<Tick> TicksOf(int id) => _arrivals.Where(arrival => arrival.DataOf == id).SelectMany(arrival => arrival.Ticks);

    /// <summary>The ticks of a subscription before its first seam, or after it.</summary>
    public IReadOnlyList<Tick> TicksOf(int id, bool live)
    {
        int seam = _arrivals.FindIndex(arrival => arrival.Control is Seam at && at.Id == id);
        return [.. _arrivals.Where((arrival, at) => arrival.DataOf == id && at > seam == live).SelectMany(arrival => arrival.Ticks)];
    }

    /// <summary>The names that a subscription was told, in order.</summary>
    public IReadOnlyList<string> ToldOf(int id) =>
        [.. Controls<Subscribed>().Where(page => page.Id == id).SelectMany(page => page.Instruments).Select(instrument => instrument.FullName)];

    /// <summary>Forgets what came so far.</summary>
    public void Forget() => _arrivals.Clear();

    public void Receive(ReadOnlySpan<byte> bytes)
    {
        _unread.AddRange(bytes);
        while (TryTakeFrame(out WebSocketOpcode opcode, out byte[] payload))
        {
            Assert.True(CloseCode is null, "a frame came after the close frame");
            Take(opcode, payload);
        }
    }

    private bool TryTakeFrame(out WebSocketOpcode opcode, out byte[] payload)
    {
        (opcode, payload) = (default, []);
        ReadOnlySpan<byte> bytes = System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_unread);
        if (bytes.Length < 2)
        {
            return false;
        }

        Assert.Equal(0x80, bytes[0] & 0xF0);
        Assert.True(bytes[1] <= 126, "masked, or longer than a message may be");
        opcode = (WebSocketOpcode)(bytes[0] & 0x0F);
        int header = bytes[1] == 126 ? 4 : 2;
        if (bytes.Length < header)
        {
            return false;
        }

        int length = header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]) : bytes[1];
        Assert.True(header == 2 || length > 125, "the length is not in its shortest form");
        if (bytes.Length < header + length)
        {
            return false;
        }

        payload = bytes[header..(header + length)].ToArray();
        _end += header + length;
        _unread.RemoveRange(0, header + length);
        return true;
    }

    private void Take(WebSocketOpcode opcode, byte[] payload)
    {
        switch (opcode)
        {
            case WebSocketOpcode.Close:
                CloseCode = payload.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(payload);
                CloseText = payload.Length < 2 ? "" : Encoding.UTF8.GetString(payload.AsSpan(2));
                _arrivals.Add(new Arrival(opcode, payload) { End = _end });
                break;
            case WebSocketOpcode.Ping or WebSocketOpcode.Pong:
                _arrivals.Add(new Arrival(opcode, payload) { End = _end });
                break;
            default:
                Assert.Equal(encoding == WireEncoding.Json ? WebSocketOpcode.Text : WebSocketOpcode.Binary, opcode);
                _arrivals.Add(ServerMessageReader.IsData(payload) ? ReadTicks(opcode, payload) : ReadControl(opcode, payload));
                break;
        }
    }

    private Arrival ReadControl(WebSocketOpcode opcode, byte[] payload)
    {
        ServerMessage? message = ServerMessageReader.Read(payload, out MessageFault? fault);
        Assert.True(message is not null, fault?.Message);
        if (message is Subscribed page)
        {
            foreach (Instrument instrument in page.Instruments)
            {
                _byName[instrument.FullName] = instrument;
                Assert.True(!FollowsSubscriptions || ToldTo(page.Id).Add(instrument.Number), $"{instrument.FullName} was told twice to subscription {page.Id}");
            }
        }
        else if (message is Unsubscribed gone)
        {
            _told.Remove(gone.Id);
            foreach ((int Id, uint Instrument) key in _newest.Keys.Where(key => key.Id == gone.Id).ToArray())
            {
                _newest.Remove(key);
            }
        }

        return new Arrival(opcode, payload) { Control = message, End = _end };
    }

    private Arrival ReadTicks(WebSocketOpcode opcode, byte[] payload)
    {
        (int id, List<Tick> ticks, List<Collapsed> collapsed) = encoding == WireEncoding.Json ? ReadJson(payload) : ReadMessagePack(payload);
        Assert.NotEmpty(ticks);
        if (FollowsSubscriptions)
        {
            Follow(id, ticks);
        }

        return new Arrival(opcode, payload) { DataOf = id, Ticks = ticks, Collapsed = collapsed, End = _end };
    }

    private void Follow(int id, List<Tick> ticks)
    {
        Assert.True(_told.ContainsKey(id), $"data of {id} before it was subscribed, or after it was unsubscribed");
        foreach (Tick tick in ticks)
        {
            Assert.Contains(tick.Instrument, _told[id]);
            Assert.True(_newest.GetValueOrDefault((id, tick.Instrument)) < tick.Sequence, $"went back to {tick}");
            _newest[(id, tick.Instrument)] = tick.Sequence;
        }
    }

    private static (int Id, List<Tick> Ticks, List<Collapsed> Collapsed) ReadMessagePack(byte[] payload)
    {
        var reader = new DataMessageReader(payload);
        var ticks = new List<Tick>();
        var stoodFor = new List<Collapsed>();
        while (reader.TryRead(out Tick tick, out Collapsed collapsed))
        {
            ticks.Add(tick);
            stoodFor.Add(collapsed);
        }

        return (reader.SubscriptionId, ticks, stoodFor);
    }

    private (int Id, List<Tick> Ticks, List<Collapsed> Collapsed) ReadJson(byte[] payload)
    {
        var reader = new JsonDataMessageReader(payload, name => _byName.GetValueOrDefault(Encoding.UTF8.GetString(name)));
        var ticks = new List<Tick>();
        var stoodFor = new List<Collapsed>();
        while (reader.TryRead(out Tick tick, out Collapsed collapsed))
        {
            ticks.Add(tick);
            stoodFor.Add(collapsed);
        }

        return (reader.SubscriptionId, ticks, stoodFor);
    }

    private HashSet<uint> ToldTo(int id)
    {
        if (!_told.TryGetValue(id, out HashSet<uint>? told))
        {
            _told[id] = told = [];
        }

        return told;
    }
}
