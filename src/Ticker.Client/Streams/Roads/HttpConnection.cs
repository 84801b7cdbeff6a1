using System.Threading.Channels;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>
/// A connection made of requests: each subscription has one of its own at a time, and asks anew, from where it stands, for every
/// change. What comes, and what the owner wants, stands in one line for the one who reads.
/// </summary>
internal sealed class HttpConnection : IConnection
{
    private const int Waiting = 64;
    private const int NoHeartbeats = 24 * 60 * 60 * 1000;

    private readonly HttpClient _client;
    private readonly HttpRoad _road;
    private readonly Desk _desk;
    private readonly Channel<HttpItem> _inbox = Channel.CreateBounded<HttpItem>(Waiting);
    private readonly CancellationTokenSource _ended = new();
    private readonly Dictionary<int, HttpSubscription> _subscriptions = [];

    // Those that ended, while their requests still do.
    private readonly List<HttpSubscription> _leaving = [];

    private readonly MessageDecoder _decoder;
    private readonly AccountBook _accounts = new();
    private string? _key;
    private ErrorReply? _ofChange;
    private Unsubscribed? _then;

    private HttpConnection(HttpClient client, HttpRoad road, string? key, Desk desk)
    {
        (_client, _road, _key, _desk) = (client, road, key, desk);
        _decoder = new MessageDecoder(Instruments);
    }

    /// <summary>Each request has a welcome and listens for itself, so that there are no heartbeats to wait for.</summary>
    public Welcome Welcome { get; } = new() { Server = "", Epoch = 0, Time = default, HeartbeatMs = NoHeartbeats, Auth = AuthState.Off };

    /// <inheritdoc/>
    public string ClosedWith => "";

    /// <inheritdoc/>
    public bool AnswersChanges => false;

    /// <inheritdoc/>
    public bool RefuseChange(MarketSubscription subscription, ErrorReply error) => ReferenceEquals(error, _ofChange);

    /// <inheritdoc/>
    public InstrumentDirectory Instruments { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyDictionary<int, ReceivedAccounts> Accounts => _accounts.Open;

    /// <summary>Finds out whether the road can be gone, and begins.</summary>
    /// <param name="server">The server.</param>
    /// <param name="road">Which road.</param>
    /// <param name="key">What proves who asks; null = nothing.</param>
    /// <param name="desk">The subscriptions.</param>
    /// <param name="timeout">How long it may take to find out that a server is there.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="SubscriberException">It cannot.</exception>
    public static async Task<HttpConnection> ConnectAsync(Uri server, HttpRoad road, string? key, Desk desk, TimeSpan timeout, CancellationToken cancellation)
    {
        // A key is for the server that it was given for.
        var client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, ConnectTimeout = timeout }) { BaseAddress = ServerAddress.WebOf(server), Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            if (desk.All is [{ } first, ..])
            {
                await road.ProveAsync(client, first.Request with { From = StartFrom.Now }, key, cancellation).ConfigureAwait(false);
            }
            else if (!await RoadChoice.IsReachableAsync(server, timeout, cancellation).ConfigureAwait(false))
            {
                throw new SubscriberException(ConnectionEnd.NoServer, $"no server answers at {client.BaseAddress}");
            }
        }
        catch (HttpSubscriptionRefusal)
        {
            // The server's own word about this subscription came through; it is told to its owner when it is asked for.
        }
        catch (Exception failure)
        {
            client.Dispose();
            throw failure switch
            {
                FormatException => Malformed(failure),
                MuteException => new SubscriberException(ConnectionEnd.NoServer, failure.Message, failure),
                _ when SubscriberFailure.IsOfLine(failure) => new SubscriberException(ConnectionEnd.NoServer, failure.Message, failure),
                _ => failure,
            };
        }

        return new HttpConnection(client, road, key, desk);
    }

    /// <inheritdoc/>
    public ValueTask SendAsync(ClientMessage message, CancellationToken cancellation) =>
        _inbox.Writer.WriteAsync(new HttpItem(0, 0) { Asked = message }, cancellation);

    /// <inheritdoc/>
    public async ValueTask<SubscriberMessage?> ReadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (_then is { } then)
            {
                _then = null;
                return Taken(new SubscriberMessage(then, 0, default));
            }

            HttpItem item = await _inbox.Reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (item.Asked is { } asked)
            {
                if (Do(asked) is { } answer)
                {
                    return Taken(new SubscriberMessage(answer, 0, default));
                }
            }
            else if (_subscriptions.TryGetValue(item.Id, out HttpSubscription? subscription) && subscription.IsOf(item.Request) && Take(in item, subscription) is { } message)
            {
                return message;
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync().ConfigureAwait(false);
        foreach (HttpSubscription subscription in _subscriptions.Values.Concat(_leaving))
        {
            await subscription.DisposeAsync().ConfigureAwait(false);
        }

        _client.Dispose();
        _ended.Dispose();
    }

    private Unsubscribed? Do(ClientMessage asked)
    {
        switch (asked)
        {
            case SubscribeMessage request:
                if (!_subscriptions.TryGetValue(request.Id, out HttpSubscription? begun) && _desk.Find(request.Id) is { } subscription)
                {
                    begun = new HttpSubscription(_road, _client, _inbox.Writer, subscription, _ended.Token);
                    _subscriptions.Add(request.Id, begun);
                }

                AskAnew(request.Id, begun);
                break;
            case ModifyMessage { Id: int id } when _subscriptions.TryGetValue(id, out HttpSubscription? changed) && changed.HasChange:
                AskAnew(id, changed);
                break;
            case PauseMessage { Id: int id } when _subscriptions.TryGetValue(id, out HttpSubscription? paused):
                paused.Stop();
                break;
            case ResumeMessage { Id: int id } when _subscriptions.TryGetValue(id, out HttpSubscription? resumed):
                AskAnew(id, resumed);
                break;
            case UnsubscribeMessage end when _subscriptions.Remove(end.Id, out HttpSubscription? ended):
                ended.Stop();
                _leaving.RemoveAll(one => one.IsOver);
                _leaving.Add(ended);
                return new Unsubscribed { Id = end.Id };
            case AuthMessage renewed:
                // What runs was admitted with the old one, and would end with it.
                _key = renewed.Token;
                foreach ((int id, HttpSubscription one) in _subscriptions.Where(one => one.Value.IsAsking))
                {
                    AskAnew(id, one);
                }

                break;
        }

        return null;
    }

    private void AskAnew(int id, HttpSubscription? subscription)
    {
        _accounts.Forget(id);
        subscription?.Ask(_key);
    }

    private SubscriberMessage? Take(in HttpItem item, HttpSubscription subscription)
    {
        if (item.Failure is { } failure)
        {
            throw failure is MuteException or SubscriberException ? failure : failure is FormatException ? Malformed(failure) : SubscriberFailure.OfConnection(failure);
        }

        if (item.IsAnswered)
        {
            subscription.Answered();
            if (subscription.HasChange)
            {
                AskAnew(item.Id, subscription);
            }

            return null;
        }

        if (item.Refusal is { } refusal)
        {
            Refuse(refusal, item.Id, subscription);
            return Taken(new SubscriberMessage(refusal, 0, default));
        }

        if (item.GoesOn is { } goesOn)
        {
            BeginAnew(item.Id, goesOn);
            return null;
        }

        if (item.Position is { } position)
        {
            return new SubscriberMessage(new Heartbeat { Sequence = position, Time = default, Subscriptions = [(item.Id, position)] }, 0, default);
        }

        try
        {
            SubscriberMessage message = _decoder.Decode(item.Message);
            return message.Control is Welcome ? null : Taken(Named(message, item.Id));
        }
        catch (FormatException malformed)
        {
            throw Malformed(malformed);
        }
    }

    // Without the change that was refused it goes on. Whoever reads ends the subscription otherwise; of what is forbidden that takes a word more.
    private void Refuse(ErrorReply refusal, int id, HttpSubscription subscription)
    {
        if (subscription.Refused())
        {
            _ofChange = refusal;
            AskAnew(id, subscription);
        }
        else if (refusal.Code == FaultCodes.Forbidden)
        {
            _then = new Unsubscribed { Id = id };
        }
    }

    private static SubscriberException Malformed(Exception malformed) =>
        new(ConnectionEnd.Malformed, $"the server sent what the protocol does not allow: {malformed.Message}", malformed);

    private void BeginAnew(int id, bool goesOn)
    {
        if (goesOn)
        {
            _accounts.BeginLive(id);
            return;
        }

        _accounts.Forget(id);
        _desk.Find(id)?.BeginAnew();
    }

    private SubscriberMessage Taken(SubscriberMessage message)
    {
        _accounts.Take(in message);
        return message;
    }

    // On these roads every subscription calls itself 1.
    private static SubscriberMessage Named(SubscriberMessage message, int id) => message with
    {
        SubscriptionId = message.Control is null ? id : 0,
        Control = message.Control switch
        {
            Subscribed page => page with { Id = id },
            Seam seam => seam with { Id = id },
            Gap gap => gap with { Id = id },
            Notice { Id: not null } notice => notice with { Id = id },
            Statement statement => statement with { Id = id },
            Unsubscribed end => end with { Id = id },
            ErrorReply { Id: not null } error => error with { Id = id },
            var other => other,
        },
    };
}
