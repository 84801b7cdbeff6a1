using Ticker.Engine.Deliver;
using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>A client that does anything that clients do.</summary>
internal sealed class SimulatedClient
{
    private readonly Random _random;
    private readonly Dictionary<int, Queue<SubscribeMessage>> _asked = [];
    private readonly HashSet<int> _open = [];

    public SimulatedClient(TestPipeline pipeline, Random random, bool mayUseJson)
    {
        _random = random;
        Link = pipeline.Join(mayUseJson && random.Next(3) == 0 ? WireEncoding.Json : WireEncoding.MessagePack);
        IsPatient = random.Next(3) > 0;
    }

    public TestClient Link { get; }

    /// <summary>Whether it never leaves by itself.</summary>
    public bool IsPatient { get; }

    public void Act(string[] symbols)
    {
        if (Link.End is not null)
        {
            return;
        }

        switch (_random.Next(24))
        {
            case < 5:
                Subscribe(_random.Next(1, 5), symbols);
                break;
            case 5 when _open.Count > 0:
                int gone = _open.ElementAt(_random.Next(_open.Count));
                _open.Remove(gone);
                Link.Post(new UnsubscribeMessage { Id = gone });
                break;
            case 6:
                Link.Post(new PingMessage { T = _random.Next() });
                break;
            case 7 when _open.Count > 0:
                Link.Post(new StatementRequest { Id = _open.First() });
                break;
            case 8:
                Link.Subscriber.Pinged([1, 2, 3]);
                break;
            case 9 when !IsPatient:
                Leave();
                break;
            case < 13:
                Link.Sink.Take(_random.Next(1, 2_000));
                break;
            case < 20:
                Link.Sink.Take();
                Link.Subscriber.Alive();
                break;
            default:
                Link.Subscriber.Alive();
                break;
        }
    }

    /// <summary>The subscriptions as the peer saw them.</summary>
    public List<SubscriptionLog> Read()
    {
        Dictionary<int, Queue<SubscribeMessage>> asked = _asked.ToDictionary(pair => pair.Key, pair => new Queue<SubscribeMessage>(pair.Value));
        return SubscriptionLog.Read(Link.Peer.Arrivals, id => asked[id].Dequeue());
    }

    private void Subscribe(int id, string[] symbols)
    {
        var message = new SubscribeMessage
        {
            Id = id,
            Symbols = symbols,
            Kinds = _random.Next(3) > 0 ? TickKinds.All : (TickKinds)(_random.Next(1, 8) << 1),
            Mode = _random.Next(4) == 0 ? DeliveryMode.All : DeliveryMode.Latest,
            From = _random.Next(4) == 0 ? StartFrom.Now : StartFrom.Snapshot,
        };
        if (_open.Add(id))
        {
            (_asked.TryGetValue(id, out Queue<SubscribeMessage>? queue) ? queue : _asked[id] = new()).Enqueue(message);
        }

        Link.Post(message);
    }

    private void Leave()
    {
        switch (_random.Next(5))
        {
            case 0:
                Link.Subscriber.PeerClosing(1000);
                break;
            case 1:
                Link.Subscriber.PeerGone();
                break;
            case 2:
                Link.Sink.IsBroken = true;
                break;
            case 3:
                Link.Subscriber.Close(new CloseReason(1002, "rule"), failed: true);
                break;
            default:
                Link.Fault().Fault().Fault().Fault();
                break;
        }
    }
}
