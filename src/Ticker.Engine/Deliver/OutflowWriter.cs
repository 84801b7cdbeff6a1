using System.Buffers;
using Ticker.Engine.Mailboxes;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Puts whole messages of outflows into the lane's buffer, and knows after which of them a client may resume where. Only its
/// lane's thread uses it.
/// </summary>
/// <param name="space">The buffer.</param>
/// <param name="epoch">The stream's epoch.</param>
internal sealed class OutflowWriter(FrameSpace space, long epoch)
{
    private readonly ArrayBufferWriter<byte> _message = new(FrameSpace.MaxMessage);

    /// <summary>The stream's epoch.</summary>
    public long Epoch => epoch;

    /// <summary>Encodes a message; the bytes are good until the next call.</summary>
    public ReadOnlySpan<byte> Encode(ServerMessage message, WireEncoding encoding)
    {
        _message.ResetWrittenCount();
        ServerMessageWriter.Write(_message, message, encoding);
        return _message.WrittenSpan;
    }

    /// <summary>Puts a message in; false when there is no room now.</summary>
    /// <param name="outflow">Whose it is.</param>
    /// <param name="message">The message.</param>
    /// <param name="resume">Where to resume after it, for a framing that tells; null = as before it.</param>
    /// <param name="standing">How its subscription stands after it, for a framing that tells.</param>
    public bool TryAdd(Outflow outflow, ServerMessage message, StreamPosition? resume = null, PartStanding standing = PartStanding.Unknown)
    {
        Framing framing = outflow.Cohort.Key.Framing;
        return space.TryAdd(framing, Encode(message, framing.Encoding), resume, standing);
    }

    /// <summary>Puts a seam in: what follows is live; false when there is no room now.</summary>
    public bool TryAddSeam(Subscription subscription, ulong sequence) =>
        TryAdd(
            subscription.Own!,
            new Seam { Id = subscription.Id, Sequence = sequence },
            new StreamPosition(epoch, sequence),
            subscription.Own!.HasMore ? PartStanding.Holds : PartStanding.CaughtUp);

    /// <summary>Where to resume after what a mailbox has written while more of it waits; null = not known.</summary>
    /// <param name="mailbox">The mailbox.</param>
    /// <param name="caughtUp">The newest position known at which nothing of it was pending.</param>
    public StreamPosition? ResumeAfter(Mailbox mailbox, ulong caughtUp)
    {
        // Where all goes in order, all before the last that was written is written too.
        ulong sequence = mailbox.IsInOrder ? Math.Max(caughtUp, mailbox.Accounts.LastSequence) : caughtUp;
        return sequence == 0 ? null : At(sequence);
    }

    /// <summary>A position of the stream.</summary>
    public StreamPosition At(ulong sequence) => new(epoch, sequence);
}
