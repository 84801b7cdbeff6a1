using System.Net;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Transports.Admin;

namespace Ticker.Transports.WebSockets;

/// <summary>Tells of connections that come and go, and counts those that the server had to end. Thread-safe.</summary>
/// <param name="logger">Is told.</param>
/// <param name="refusals">Counts those who did not prove who they are, once they were connected.</param>
internal sealed partial class StreamLog(ILogger logger, Refusals refusals)
{
    private readonly long[] _faults = new long[Enum.GetValues<PeerFault>().Length];

    /// <summary>How many connections were closed for what their peers did.</summary>
    public long Faults(PeerFault fault) => Volatile.Read(ref _faults[(int)fault]);

    /// <summary>A connection is served from now on.</summary>
    public void Joined(ConnectedPeer peer, WireEncoding encoding) => LogJoined(peer.Connection, peer.Address, encoding);

    /// <summary>A connection was lost to a defect.</summary>
    public void Lost(ConnectedPeer peer, Exception defect) => LogDefect(defect, peer.Connection);

    /// <summary>A connection is over. Once for each, whatever it went through.</summary>
    public void Left(ConnectedPeer peer, Subscriber subscriber, SubscriberEnd end)
    {
        CloseReason closed = subscriber.Closed;
        if (subscriber.Evicted is { } eviction)
        {
            LogEvicted(peer.Connection, peer.Address, eviction.Reason, eviction.Pending, eviction.Resume);
        }
        else if (closed.Code is 1013 or 4400 or 4413 or 4429)
        {
            LogPutOut(peer.Connection, peer.Address, closed.Code, closed.Text);
        }
        else
        {
            LogLeft(peer.Connection, closed.Code, end);
        }

        Count(subscriber, peer.Address);
    }

    private void Count(Subscriber subscriber, IPAddress? address)
    {
        CloseReason closed = subscriber.ClosedFor == default ? subscriber.Closed : subscriber.ClosedFor;
        if (closed == CloseReason.InvalidToken)
        {
            refusals.AddInvalid(address);
        }
        else if (RefusalOf(closed) is { } refusal)
        {
            refusals.Add(refusal);
        }
        else if ((FaultOf(closed) ?? FrameFaultOf(subscriber.ClosedFor)) is { } fault)
        {
            Interlocked.Increment(ref _faults[(int)fault]);
        }
    }

    private static RefusalReason? RefusalOf(CloseReason closed) =>
        closed == CloseReason.AuthTimeout ? RefusalReason.AuthDeadline
        : closed == CloseReason.Forbidden || closed == CloseReason.AnotherIdentity ? RefusalReason.Forbidden
        : closed == CloseReason.TooManyConnections ? RefusalReason.KeyLimit
        : null;

    private static PeerFault? FaultOf(CloseReason closed) =>
        closed == CloseReason.Malformed ? PeerFault.Malformed
        : closed == CloseReason.TooManySubscriptions ? PeerFault.TooManySubscriptions
        : closed == CloseReason.TooFast ? PeerFault.TooFast
        : null;

    // By the code alone, which a peer may close with itself: only of what the server closed it for.
    private static PeerFault? FrameFaultOf(CloseReason closed) => closed.Code switch
    {
        1002 => PeerFault.Protocol,
        1007 => PeerFault.Payload,
        1009 => PeerFault.TooLong,
        _ => null,
    };

    [LoggerMessage(EventId = 2001, Level = LogLevel.Debug, Message = "Subscriber {Connection} from {Address} joined, in {Encoding}.")]
    private partial void LogJoined(string connection, IPAddress? address, WireEncoding encoding);

    [LoggerMessage(EventId = 2002, Level = LogLevel.Debug, Message = "Subscriber {Connection} left; close code {Code}, {End}.")]
    private partial void LogLeft(string connection, int code, SubscriberEnd end);

    [LoggerMessage(EventId = 2003, Level = LogLevel.Warning, Message = "Subscriber {Connection} from {Address} was closed with {Code}: {Reason}.")]
    private partial void LogPutOut(string connection, IPAddress? address, int code, string reason);

    [LoggerMessage(EventId = 2005, Level = LogLevel.Warning, Message = "Subscriber {Connection} from {Address} was too slow ({Reason}): {Pending} ticks waited for it. It may resume from {Resume}.")]
    private partial void LogEvicted(string connection, IPAddress? address, EvictionReason reason, long pending, StreamPosition resume);

    [LoggerMessage(EventId = 2004, Level = LogLevel.Error, Message = "Subscriber {Connection} was lost to a defect of the server.")]
    private partial void LogDefect(Exception defect, string connection);
}
