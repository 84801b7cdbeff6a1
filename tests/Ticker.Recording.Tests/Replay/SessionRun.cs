using System.Buffers.Binary;
using System.Security.Cryptography;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

/// <summary>A session under a clock that jumps from one thing that is due to the next, and what its client hears.</summary>
internal sealed class SessionRun : IDisposable
{
    private int _read;

    public SessionRun(ITape tape, ReplayRequest request, GatedSink? socket = null)
    {
        Socket = socket ?? new GatedSink();
        Session = new ReplaySession(tape, request, new SessionSink(Socket), WireEncoding.MessagePack, 77, new DeliveryOptions(), TimeSpan.FromMinutes(2), Memory, Time);
        Began = Time.Now;
    }

    public SteppedTime Time { get; } = new();

    public MemoryBudget Memory { get; } = new(1L << 40);

    public GatedSink Socket { get; }

    public ReplaySession Session { get; }

    public long Began { get; }

    public List<Heard> All { get; } = [];

    /// <summary>The payloads of the data messages, one after the other.</summary>
    public List<byte> Data { get; } = [];

    public int CloseCode { get; private set; }

    public bool IsOver { get; private set; }

    public IEnumerable<Tick> Ticks => All.Where(one => one.Control is null).Select(one => one.Tick);

    public IEnumerable<Tick> Live => Ticks.Where(tick => (tick.Flags & TickFlags.Snapshot) == 0);

    public string DataSha256 => Convert.ToHexStringLower(SHA256.HashData(Data.ToArray()));

    public IEnumerable<TMessage> Of<TMessage>()
        where TMessage : ServerMessage => All.Select(one => one.Control).OfType<TMessage>();

    public SessionRun Say(ClientMessage message)
    {
        Task posted = Session.Subscriber.PostAsync(message, default).AsTask();
        Assert.True(posted.IsCompletedSuccessfully);
        return this;
    }

    public SessionRun Subscribe(DeliveryMode mode = DeliveryMode.All, int? interval = null, int id = 1, string symbols = "*") =>
        Say(new SubscribeMessage { Id = id, Symbols = [symbols], Mode = mode, IntervalMs = interval, Times = true });

    /// <summary>Runs for so long by the clock, or until the session is over.</summary>
    public SessionRun For(double ms)
    {
        long end = Time.Now + (long)(ms * 1e6);
        for (int turns = 0; !IsOver; turns++)
        {
            Assert.True(turns < 1_000_000, "it never comes to rest");
            ReplayRest rest = Session.Advance(out long due);
            Hear();
            IsOver = rest == ReplayRest.Over;
            if (rest == ReplayRest.Until && !Session.Wakeup.TryTake())
            {
                if (due > end)
                {
                    Time.Now = end;
                    break;
                }

                Time.Now = Math.Max(Time.Now, due);
            }
        }

        return this;
    }

    /// <summary>Says goodbye, as a client does, and runs to the end.</summary>
    public void Leave()
    {
        Session.Subscriber.PeerGone();
        For(1_000);
        Assert.True(IsOver);
    }

    public void Dispose() => Session.Dispose();

    private void Hear()
    {
        while (Socket.Bytes.Count - _read >= 2)
        {
            int length = Socket.Bytes[_read + 1];
            int header = 2;
            if (length == 126)
            {
                length = BinaryPrimitives.ReadUInt16BigEndian([Socket.Bytes[_read + 2], Socket.Bytes[_read + 3]]);
                header = 4;
            }

            byte[] payload = [.. Socket.Bytes.GetRange(_read + header, length)];
            Take(Socket.Bytes[_read] & 0x0f, payload);
            _read += header + length;
        }
    }

    private void Take(int opcode, byte[] payload)
    {
        if (opcode == 8)
        {
            CloseCode = BinaryPrimitives.ReadUInt16BigEndian(payload);
            Session.Subscriber.PeerClosing(CloseCode);
        }
        else if (opcode == 2 && ServerMessageReader.IsData(payload))
        {
            Data.AddRange(payload);
            var reader = new DataMessageReader(payload);
            while (reader.TryRead(out Tick tick, out _))
            {
                All.Add(new Heard(Time.Now - Began, null, tick, reader.SubscriptionId));
            }
        }
        else if (opcode == 2)
        {
            All.Add(new Heard(Time.Now - Began, ServerMessageReader.Read(payload, out _), default, 0));
        }
    }
}
