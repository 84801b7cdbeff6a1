using Microsoft.AspNetCore.Http;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Protocol;
using Ticker.Recording.Late;
using Ticker.Transports.Access;
using Ticker.Transports.Admin;

namespace Ticker.Transports.Roads;

/// <summary>
/// A subscriber that gets answers, one after the other: a snapshot's for one, a poll's for as long as its client asks
/// again. One request at a time has it, or <see cref="RestingPolls"/> have it.
/// </summary>
internal sealed class Asker
{
    private const int SureTicks = 16;

    private readonly Subscriber _subscriber;
    private readonly Market _market;
    private readonly MemoryBudget _memory;
    private CancellationTokenRegistration _closing;
    private Statement? _told;
    private readonly Action<Asker> _letGo;
    private ConnectedPeer? _peer;
    private ConnectionRegister? _register;

    private Asker(Market market, Road road, RoadOptions options, Entitlements entitlements, TimeSpan? wait, Action<Asker> letGo)
    {
        (_memory, _letGo) = (market.Pipeline.Memory, letGo);
        _market = market;
        Sink = new AnswerSink(road, options, new MemoryShare(_memory, 0));
        Entitlements = entitlements;
        _subscriber = new Subscriber(Sink, Framing.Parts)
        {
            Entitlements = entitlements,
            FirstHeartbeat = wait,
            Rest = options.PollRest,
            SinkShare = 0,
            MostSureTicks = SureTicks,
            Answered = Finish,
        };
    }

    /// <summary>What whoever asks may see.</summary>
    public Entitlements Entitlements { get; }

    /// <summary>What it is answered.</summary>
    public AnswerSink Sink { get; }

    /// <summary>Under what it rests.</summary>
    public RestingKey Key { get; set; }

    /// <summary>Whether it has rested.</summary>
    public bool HasRested { get; set; }

    /// <summary>Whether it is over, and may not rest.</summary>
    public bool IsOver { get; set; }

    /// <summary>Joins a lane; null when there is no memory for it.</summary>
    /// <param name="market">Whose lane; whoever calls is in it.</param>
    /// <param name="road">What it is answered.</param>
    /// <param name="options">The limits.</param>
    /// <param name="entitlements">What whoever asks may see.</param>
    /// <param name="wait">How long the first answer waits if there is nothing to tell; null = not at all.</param>
    /// <param name="letGo">Told when its lane has let go of it.</param>
    public static Asker? TryJoin(Market market, Road road, RoadOptions options, Entitlements entitlements, TimeSpan? wait, Action<Asker> letGo)
    {
        if (!market.Pipeline.Memory.TryTake(Subscriber.BareMemoryCost))
        {
            return null;
        }

        var asker = new Asker(market, road, options, entitlements, wait, letGo);
        market.Share();
        market.Pipeline.Join(asker._subscriber);
        asker._subscriber.Completion.ConfigureAwait(false).GetAwaiter().UnsafeOnCompleted(asker.LetGo);
        return asker;
    }

    /// <summary>Enters it among those who are connected. Once, before it asks.</summary>
    public void Enter(ConnectionRegister register, ConnectedPeer peer)
    {
        (_register, _peer) = (register, peer);
        register.Enter(peer);
        peer.Serve(_subscriber);
        if (_subscriber.Completion.IsCompleted)
        {
            // Its lane may have let go of it before it was in the register.
            register.Leave(peer);
        }
    }

    /// <summary>Another request goes on with it.</summary>
    public void GoOn(HttpContext context) => _peer?.GoOn(context.Connection.RemoteIpAddress, WebGuard.AdmissionOf(context));

    /// <summary>Asks for the first time.</summary>
    /// <param name="subscribe">For what.</param>
    /// <param name="gone">When nobody wants it any more.</param>
    public async Task<AnswerEnd> AskAsync(SubscribeMessage subscribe, CancellationToken gone)
    {
        Sink.WantsState = subscribe.From.Kind == StartKind.Snapshot;
        using (gone.UnsafeRegister(static asker => ((Asker)asker!).End(), this))
        {
            await _subscriber.PostAsync(subscribe, CancellationToken.None).ConfigureAwait(false);
            return await Sink.Done.ConfigureAwait(false);
        }
    }

    /// <summary>Asks for what has come since the last answer.</summary>
    /// <param name="wait">How long to wait if nothing has.</param>
    /// <param name="gone">When nobody wants it any more.</param>
    /// <returns><see cref="AnswerEnd.Gone"/> also when its lane has let go of it meanwhile.</returns>
    public async Task<AnswerEnd> AskAgainAsync(TimeSpan wait, CancellationToken gone)
    {
        Sink.Again();
        if (_subscriber.Completion.IsCompleted)
        {
            return AnswerEnd.Gone;
        }

        using (gone.UnsafeRegister(static asker => ((Asker)asker!).End(), this))
        {
            _subscriber.Ask(wait);
            return await Sink.Done.ConfigureAwait(false);
        }
    }

    /// <summary>The body of an answer that is whole, with the accounts of what has come since the one before; to be released.</summary>
    public AnswerBody TakeBody()
    {
        Statement? all = _subscriber.Final;
        Statement? since = all is null || _told is null ? all : AccountsSince.Of(all, _told, Sink.FirstSequence);
        _told = all;
        return Sink.TakeBody(since);
    }

    /// <summary>It rests while its client's connection is there, and its lane keeps it.</summary>
    public void Rest(CancellationToken connectionClosed) =>
        _closing = connectionClosed.UnsafeRegister(static asker => ((Asker)asker!).End(), this);

    /// <summary>It has been asked for again.</summary>
    public void Wake() => _closing.Unregister();

    /// <summary>Nobody asks any more.</summary>
    public void End() => _subscriber.PeerGone();

    /// <summary>Nobody asks any more, and nothing of it is left when this has completed.</summary>
    public async Task EndAsync()
    {
        End();
        await _subscriber.Completion.ConfigureAwait(false);
        Sink.Release();
    }

    private void Finish() => Sink.Finish();

    private void LetGo()
    {
        Sink.Abandon();
        if (_peer is { } peer)
        {
            _register!.Leave(peer);
        }

        _letGo(this);
        _memory.Give(Subscriber.BareMemoryCost);
        _market.Leave();
    }
}
