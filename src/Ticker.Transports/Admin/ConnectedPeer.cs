using System.Net;
using Microsoft.AspNetCore.Http;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Admin;

/// <summary>
/// Somebody who is connected: who, from where, since when. Of the request that it came by nothing is held on to. Thread-safe.
/// </summary>
public sealed class ConnectedPeer
{
    // What a client says of itself is its own to choose, and is kept for as long as it is connected.
    private const int LongestClient = 100;

    private readonly TaskCompletionSource<Subscriber?> _served = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Admission _admission;
    private IPAddress? _address;

    /// <summary>Notes who comes.</summary>
    /// <param name="context">The request that it came by.</param>
    /// <param name="connection">Its name in the log.</param>
    /// <param name="road">Its road.</param>
    /// <param name="encoding">How messages are written to it.</param>
    /// <param name="admission">What it was let in as.</param>
    public ConnectedPeer(HttpContext context, string connection, ConnectionRoad road, WireEncoding encoding, Admission admission)
    {
        ArgumentNullException.ThrowIfNull(context);
        (Connection, Road, Encoding, _admission, _address) = (connection, road, encoding, admission, context.Connection.RemoteIpAddress);
        string client = context.Request.Headers.UserAgent.ToString();
        Client = client.Length <= LongestClient ? client : client[..LongestClient];
    }

    /// <summary>Its number among all connections since the server started, from 1; 0 = it is in no register.</summary>
    public long Id { get; internal set; }

    /// <summary>Its name in the log.</summary>
    public string Connection { get; }

    /// <summary>The address that it comes from, as far as trusted proxies tell; of polls, that of the last.</summary>
    public IPAddress? Address => Volatile.Read(ref _address);

    /// <summary>Its road.</summary>
    public ConnectionRoad Road { get; }

    /// <summary>How messages are written to it.</summary>
    public WireEncoding Encoding { get; }

    /// <summary>What it calls itself; empty = it did not say.</summary>
    public string Client { get; }

    /// <summary>Since when it is in a register; <see cref="UnixNanos.None"/> = it is not yet.</summary>
    public UnixNanos Since { get; internal set; }

    /// <summary>Who it is; null = it has yet to say so.</summary>
    public Identity? Identity => Volatile.Read(ref _admission).Identity;

    /// <summary>It, as its lane sees it: done as soon as it has joined one, which it does behind its greeting. Null when it left before.</summary>
    public Task<Subscriber?> Served => _served.Task;

    /// <summary>It is served from now on.</summary>
    /// <param name="subscriber">It; has joined a lane.</param>
    internal void Serve(Subscriber subscriber) => _served.TrySetResult(subscriber);

    /// <summary>Nothing is left of it.</summary>
    internal void Left() => _served.TrySetResult(null);

    /// <summary>Another request goes on with it.</summary>
    internal void GoOn(IPAddress? address, Admission admission)
    {
        Volatile.Write(ref _address, address);
        Volatile.Write(ref _admission, admission);
    }
}
