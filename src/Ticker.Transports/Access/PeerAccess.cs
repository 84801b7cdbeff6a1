using Ticker.Engine.Access;
using Ticker.Engine.Deliver;
using Ticker.Protocol;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Access;

/// <summary>Who the peer of a socket is, as far as it has said. For the task that reads the socket.</summary>
/// <param name="gate">The gate, which is not open.</param>
/// <param name="admission">The connection, as the gate knows it.</param>
/// <param name="subscriber">The connection, as its lane knows it.</param>
/// <param name="host">Who serves it.</param>
/// <param name="welcome">Makes what is said to a peer that has proved who it is.</param>
internal sealed class PeerAccess(AccessGate gate, Admission admission, Subscriber subscriber, ISubscriberHost host, Func<Welcome> welcome)
{
    /// <summary>Whether it has said who it is.</summary>
    public bool IsAdmitted => admission.Identity is not null;

    /// <summary>The most bytes of a message before that.</summary>
    public int MaxMessageBefore => gate.Options.MaxMessageBefore;

    /// <summary>What a message is answered that came too early.</summary>
    public static MessageFault TooEarly(ClientMessage message) =>
        new(FaultCodes.Unauthenticated, $"{message.Op} comes after auth has said who asks");

    /// <summary>Takes what the peer says of who it is. What proves nothing ends the connection, the first time as later.</summary>
    public async ValueTask TakeAsync(AuthMessage message, CancellationToken cancellation)
    {
        bool renews = IsAdmitted;
        if (gate.Verify(message.Token) is not { } identity)
        {
            subscriber.Close(CloseReason.InvalidToken, failed: false);
            return;
        }

        switch (admission.Identify(identity))
        {
            case AdmitResult.Admitted when !renews && await host.AdmitAsync(subscriber, identity.Entitlements, cancellation).ConfigureAwait(false) is { } refusal:
                var why = new ErrorReply { Code = CloseReason.DelayUnavailable.Text, Message = refusal, Fatal = true };
                await subscriber.RefuseAsync(why, CloseReason.DelayUnavailable, cancellation).ConfigureAwait(false);
                break;
            case AdmitResult.Admitted:
                // Not those of the identity: they may have changed while its market was made.
                subscriber.Changed(admission.Entitlements);
                await subscriber.TellAsync(welcome(), cancellation).ConfigureAwait(false);
                break;
            case AdmitResult.AnotherIdentity:
                subscriber.Close(CloseReason.AnotherIdentity, failed: false);
                break;
            case AdmitResult.TooManyConnections:
                subscriber.Close(CloseReason.TooManyConnections, failed: false);
                break;
            default:
                subscriber.Close(renews ? CloseReason.Revoked : CloseReason.Forbidden, failed: false);
                break;
        }
    }
}
