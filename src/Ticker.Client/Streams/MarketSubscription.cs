using System.Runtime.CompilerServices;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// What a client was asked for, once: it goes on through broken connections until its owner ends it. Iterate over its ticks, or over
/// batches of them, which cost least.
/// </summary>
/// <remarks>One iteration at a time; <see cref="Modify"/> and its like may be called by any thread, also while there is no connection.</remarks>
public sealed class MarketSubscription : IAsyncEnumerable<ReceivedTick>
{
    private readonly TickerClient _client;
    private readonly List<Subscribed> _pages = [];

    internal MarketSubscription(TickerClient client, SubscribeMessage request, SubscriptionOptions options, bool isTaped = false)
    {
        (_client, Id, OnGap) = (client, request.Id, options.OnGap);
        Wanted = new Wanted(request);
        Buffer = new TickBuffer(options.Buffer, options.Conflates);
        Progress = new Progress(request.From, request.Mode == DeliveryMode.All, isTaped);
    }

    /// <summary>Its id, which the server knows it by too.</summary>
    public int Id { get; }

    /// <summary>What is asked for at present, as far as the server has taken it.</summary>
    public SubscribeMessage Request => Wanted.Given;

    /// <summary>From where it would go on now; the default before anything came. Ahead of what waits to be iterated; to be asked in a handler of events only.</summary>
    public StartFrom Position => Progress.From;

    internal Wanted Wanted { get; }

    internal OnGap OnGap { get; }

    internal TickBuffer Buffer { get; }

    internal Progress Progress { get; }

    /// <summary>Whether it has been asked for on the present connection.</summary>
    internal bool IsAsked { get; set; }

    /// <summary>Whether the server has answered on the present connection.</summary>
    internal bool IsTold { get; private set; }

    /// <summary>Whether the server has ever answered.</summary>
    internal bool WasHad { get; private set; }

    internal bool IsPaused { get; private set; }

    /// <summary>Whether its owner has ended it.</summary>
    internal bool IsEnding { get; private set; }

    /// <summary>What the server refused last of it.</summary>
    internal ErrorReply? Refusal { get; set; }

    /// <summary>Iterates over batches of ticks, and gaps between them.</summary>
    /// <param name="cancellation">Stops the iteration; the subscription goes on.</param>
    /// <exception cref="ClientClosedException">The client is at its end, other than by its owner.</exception>
    /// <exception cref="SubscriptionRefusedException">The server does not give it, or ended it.</exception>
    /// <exception cref="StreamGapException">Ticks are missing, and it was to end then.</exception>
    public async IAsyncEnumerable<TickBatch> BatchesAsync([EnumeratorCancellation] CancellationToken cancellation = default)
    {
        await using CancellationTokenRegistration waking = cancellation.Register(Buffer.Wake);
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            if (Buffer.Take(out bool isEnd) is { } batch)
            {
                yield return batch;
            }
            else if (isEnd)
            {
                yield break;
            }
            else
            {
                await Buffer.CameAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>Iterates over ticks; of gaps the events tell.</summary>
    /// <inheritdoc cref="BatchesAsync"/>
    public async IAsyncEnumerator<ReceivedTick> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        await foreach (TickBatch batch in BatchesAsync(cancellationToken).ConfigureAwait(false))
        {
            int given = 0;
            try
            {
                while (given < batch.Ticks.Length)
                {
                    yield return batch.Ticks.Span[given++];
                }
            }
            finally
            {
                // Who stops in the middle of a batch finds the rest of it when iterating again.
                Buffer.GiveBack(batch.Ticks.Length - given);
            }
        }
    }

    /// <summary>Changes what is asked for; it holds after a reconnect, too. <see cref="Events.Told"/> or <see cref="Events.Refused"/> answers.</summary>
    /// <param name="change">What changes; its id is not looked at.</param>
    /// <exception cref="InvalidOperationException">More requests wait for the connection than may.</exception>
    public void Modify(ModifyMessage change)
    {
        ArgumentNullException.ThrowIfNull(change);
        ModifyMessage mine = change with { Id = Id };
        _client.Ask(this, mine, () =>
        {
            Wanted.Add(mine, IsAsked);
            NotePace(Request);
        });
    }

    /// <summary>Stops delivery until <see cref="Resume"/>; also after a reconnect.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="Modify"/>.</exception>
    public void Pause() => _client.Ask(this, new PauseMessage { Id = Id }, () => IsPaused = true);

    /// <summary>Restarts delivery.</summary>
    /// <exception cref="InvalidOperationException">As <see cref="Modify"/>.</exception>
    public void Resume() => _client.Ask(this, new ResumeMessage { Id = Id }, () => IsPaused = false);

    /// <summary>Asks for the accounts: <see cref="Events.Stated"/> answers, unless the connection breaks before.</summary>
    /// <remarks>On <see cref="Road.Events"/> and <see cref="Road.Poll"/> it is the next that comes by itself which answers.</remarks>
    /// <exception cref="InvalidOperationException">
    /// As <see cref="Modify"/>; or none will come: on <see cref="Road.Events"/> where <see cref="TickerClientOptions.StatementInterval"/> is zero, on that and
    /// <see cref="Road.Poll"/> while it is paused.
    /// </exception>
    public void RequestStatement() => _client.AskStatement(this, new StatementRequest { Id = Id });

    /// <summary>Ends it: the iteration ends with the last tick that the server sent, and its final accounts are told.</summary>
    /// <param name="readsOn">
    /// Whether its owner iterates to that end: then all that was sent comes. Otherwise nobody waits for room, and from the first tick that finds none on
    /// all are dropped.
    /// </param>
    /// <exception cref="InvalidOperationException">As <see cref="Modify"/>.</exception>
    public void Unsubscribe(bool readsOn = false) => _client.End(this, new UnsubscribeMessage { Id = Id }, () => Leave(readsOn));

    /// <summary>It begins anew on a connection.</summary>
    /// <returns>From where.</returns>
    internal StartFrom BeginAnew()
    {
        (IsAsked, IsTold) = (true, false);
        _pages.Clear();
        Progress.Reconnect();
        return Progress.Asked;
    }

    /// <summary>It begins anew where one connection is for all: what is said, in order.</summary>
    internal List<ClientMessage> Begin()
    {
        List<ClientMessage> said = [Request with { From = BeginAnew() }, .. Wanted.Again()];
        if (IsPaused)
        {
            said.Add(new PauseMessage { Id = Id });
        }

        return said;
    }

    /// <summary>Its owner wants no more: unless he reads on to the end, nobody waits for room.</summary>
    internal void Leave(bool readsOn)
    {
        IsEnding = true;
        if (!readsOn)
        {
            Buffer.Overflow();
        }
    }

    /// <summary>A page came. The first answer of a connection is that to the subscribe; others may be those to changes.</summary>
    /// <param name="page">The page.</param>
    /// <param name="answersChanges">Whether changes are answered so.</param>
    internal void Answer(Subscribed page, bool answersChanges)
    {
        _pages.Add(page);
        if (page.More)
        {
            return;
        }

        if (IsTold && answersChanges && Wanted.Answer(_pages, Progress.GivesState) is { Mode: { } mode })
        {
            // From here on, though what it adds may still be on its way.
            NotePace(Request with { Mode = mode });
        }

        IsTold = WasHad = true;
        _pages.Clear();
    }

    /// <summary>A request that asked for a change as well was answered or refused.</summary>
    internal void End(ModifyMessage change, bool isMade)
    {
        Wanted.End(change, isMade);
        NotePace(Request);
    }

    private void NotePace(SubscribeMessage request)
    {
        if (request.Mode != DeliveryMode.All)
        {
            Progress.NotAll();
        }
    }
}
