using System.Text;
using System.Text.Json;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;

namespace Ticker.Recording.Tests.Late;

/// <summary>A subscriber of a market that takes everything, and notes when it came.</summary>
internal sealed class LateClient : IFrameSink
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly Subscriber _subscriber;

    public LateClient(Market market, TimeProvider time, string symbols = "*", StartFrom? from = null, DeliveryMode mode = DeliveryMode.All)
    {
        (_time, _delay) = (time, market.Delay);
        _subscriber = new Subscriber(this, Framing.Lines) { Entitlements = new Entitlements { Symbols = SymbolScope.All, Delay = market.Delay } };
        market.Pipeline.Join(_subscriber);
        _ = _subscriber.Completion.ContinueWith(_ => market.Leave(), TaskScheduler.Default);
        Subscribed = _subscriber.PostAsync(new SubscribeMessage { Id = 1, Symbols = [symbols], Mode = mode, Times = true, From = from ?? StartFrom.Snapshot }, default).AsTask();
    }

    public Task Subscribed { get; }

    /// <summary>Ticks that came before they might, as they were written.</summary>
    public List<string> TooEarly { get; } = [];

    public Task<SubscriberEnd> Completion => _subscriber.Completion;

    public CloseReason Closed => _subscriber.Closed;

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    /// <summary>The ticks that were no snapshot, as they were written.</summary>
    public IReadOnlyList<string> Live => [.. Ticks(isSnapshot: false)];

    public IReadOnlyList<string> Snapshot => [.. Ticks(isSnapshot: true)];

    public IEnumerable<JsonElement> Of(string ev) => Lines.Select(line => JsonDocument.Parse(line).RootElement)
        .Where(message => message.TryGetProperty("ev", out JsonElement name) && name.GetString() == ev);

    public static ulong SequenceOf(string tick) => ulong.Parse(JsonDocument.Parse(tick).RootElement.GetProperty("seq").ToString(), System.Globalization.CultureInfo.InvariantCulture);

    public void Attach(Action writable)
    {
    }

    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        UnixNanos now = UnixNanos.Now(_time);
        lock (_lock)
        {
            foreach (string line in Encoding.UTF8.GetString(frames).Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                _lines.Add(line);
                TooEarly.AddRange(TicksOf(line).Where(tick => ReceivedAt(tick) + (long)_delay.TotalNanoseconds > now.Value).Select(tick => tick.GetRawText()));
            }
        }

        return SendOutcome.Sent;
    }

    public void EndOutput()
    {
    }

    public void Leave() => _subscriber.PeerGone();

    private static IEnumerable<JsonElement> TicksOf(string line) =>
        JsonDocument.Parse(line).RootElement.TryGetProperty("ticks", out JsonElement ticks) ? ticks.EnumerateArray() : [];

    private static long ReceivedAt(JsonElement tick) => UnixNanos.TryParse(tick.GetProperty("rt").GetString(), out UnixNanos time) ? time.Value : long.MaxValue;

    private IEnumerable<string> Ticks(bool isSnapshot) => Lines.SelectMany(TicksOf)
        .Where(tick => (((TickFlags)tick.GetProperty("f").GetInt32() & TickFlags.Snapshot) != 0) == isSnapshot).Select(tick => tick.GetRawText());
}
