using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>
/// Writes a <c>heartbeat</c> without allocating: <see cref="Begin"/>, then each subscription, then each feed, as
/// many as were announced, then <see cref="Finish"/>. Not thread-safe.
/// </summary>
public ref struct HeartbeatWriter
{
    private readonly WireEncoding _encoding;
    private MessagePackMapWriter _messagePack;
    private JsonMapWriter _json;
    private int _subscriptions;
    private int _feeds;
    private bool _inFeeds;

    /// <summary>Starts a message.</summary>
    /// <param name="buffer">Where it goes, from its start; <see cref="MaxBytes"/> tells how much suffices.</param>
    /// <param name="encoding">How it is written.</param>
    public HeartbeatWriter(Span<byte> buffer, WireEncoding encoding)
    {
        _encoding = encoding;
        if (encoding == WireEncoding.Json)
        {
            _json = new JsonMapWriter(new ByteSink(buffer));
        }
        else
        {
            _messagePack = new MessagePackMapWriter(new MessagePackWriter(buffer));
        }
    }

    /// <summary>Bytes that surely suffice.</summary>
    /// <param name="subscriptions">How many subscriptions are added.</param>
    /// <param name="feeds">How many feeds are added.</param>
    /// <param name="feedNameBytes">The bytes of all the feeds' names together.</param>
    public static int MaxBytes(int subscriptions, int feeds, int feedNameBytes) =>
        192 + (subscriptions * 38) + (feeds * 24) + (feedNameBytes * JsonText.MaxGrowth);

    /// <summary>Writes what comes first.</summary>
    /// <param name="sequence">The newest sequence of the server.</param>
    /// <param name="time">The server's clock.</param>
    /// <param name="subscriptions">How many subscriptions will be added.</param>
    /// <param name="feeds">How many feeds will be added.</param>
    public void Begin(ulong sequence, UnixNanos time, int subscriptions, int feeds)
    {
        _subscriptions = subscriptions;
        _feeds = feeds;
        _inFeeds = false;
        if (_encoding == WireEncoding.Json)
        {
            HeartbeatKeys.Begin(ref _json, sequence, time, subscriptions);
        }
        else
        {
            HeartbeatKeys.Begin(ref _messagePack, sequence, time, subscriptions);
        }
    }

    /// <summary>Adds a subscription and the newest position at which nothing of it was pending.</summary>
    public void AddSubscription(int id, ulong sequence)
    {
        Expect(_subscriptions-- > 0);
        if (_encoding == WireEncoding.Json)
        {
            HeartbeatKeys.Subscription(ref _json, id, sequence);
        }
        else
        {
            HeartbeatKeys.Subscription(ref _messagePack, id, sequence);
        }
    }

    /// <summary>Adds a feed's state.</summary>
    public void AddFeed(scoped ReadOnlySpan<byte> utf8Name, FeedState state)
    {
        EnterFeeds();
        Expect(_feeds-- > 0);
        if (_encoding == WireEncoding.Json)
        {
            HeartbeatKeys.Feed(ref _json, utf8Name, state);
        }
        else
        {
            HeartbeatKeys.Feed(ref _messagePack, utf8Name, state);
        }
    }

    /// <summary>Ends the message.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="InvalidOperationException">Not as many were added as announced.</exception>
    public int Finish()
    {
        EnterFeeds();
        Expect(_feeds == 0);
        if (_encoding == WireEncoding.Json)
        {
            HeartbeatKeys.End(ref _json);
            return _json.Written;
        }

        HeartbeatKeys.End(ref _messagePack);
        return _messagePack.Written;
    }

    private static void Expect(bool inOrder)
    {
        if (!inOrder)
        {
            throw new InvalidOperationException("subscriptions first, then feeds, as many as were announced");
        }
    }

    private void EnterFeeds()
    {
        if (_inFeeds)
        {
            return;
        }

        Expect(_subscriptions == 0);
        _inFeeds = true;
        if (_encoding == WireEncoding.Json)
        {
            HeartbeatKeys.BeginFeeds(ref _json, _feeds);
        }
        else
        {
            HeartbeatKeys.BeginFeeds(ref _messagePack, _feeds);
        }
    }
}
