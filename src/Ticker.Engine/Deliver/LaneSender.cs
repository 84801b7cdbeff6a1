using System.Buffers;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Puts together what a subscriber gets in one send - replies first, then its subscriptions in turn - and gives it to
/// its sink. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market.</param>
/// <param name="epoch">The stream's epoch.</param>
internal sealed class LaneSender(LaneMarket market, long epoch)
{
    // Names of 89 bytes at most, each of which JSON may double: a page of these fits into a message.
    private const int PageSize = 256;

    private const int LeastFillLimit = 4096;

    private readonly FrameSpace _space = new();
    private readonly ArrayBufferWriter<byte> _message = new(FrameSpace.MaxMessage);

    // Of what was unknown when it was looked for, some may have become known since: it is told as such.
    private readonly Predicate<string> _isUnknown = name => market.Find(name) is null;

    /// <summary>Sends once. The sink must not be busy.</summary>
    public SendOutcome Send(Subscriber subscriber)
    {
        _space.Begin(subscriber.FillLimit);
        _space.Take(subscriber.Control);
        if (subscriber.Control.Count == 0 && subscriber.State == SubscriberState.Open)
        {
            FillRound(subscriber);
        }

        if (_space.Count == 0)
        {
            return SendOutcome.Sent;
        }

        SendOutcome outcome = subscriber.Sink.TrySend(_space.Bytes);

        // A peer that cannot keep up is given less at a time: what is put together grows old while it waits.
        subscriber.FillLimit = outcome == SendOutcome.Sent
            ? Math.Min(FrameSpace.MaxMessage, subscriber.FillLimit * 2)
            : Math.Max(LeastFillLimit, subscriber.FillLimit / 2);
        return outcome;
    }

    /// <summary>Encodes a reply; the bytes are good until the next call.</summary>
    public ReadOnlySpan<byte> Encode(ServerMessage message, WireEncoding encoding)
    {
        _message.ResetWrittenCount();
        ServerMessageWriter.Write(_message, message, encoding);
        return _message.WrittenSpan;
    }

    /// <summary>The opcode of messages in an encoding.</summary>
    public static WebSocketOpcode OpcodeOf(WireEncoding encoding) =>
        encoding == WireEncoding.Json ? WebSocketOpcode.Text : WebSocketOpcode.Binary;

    private void FillRound(Subscriber subscriber)
    {
        while (_space.HasRoom && subscriber.Round.TryPeek(out Subscription? subscription))
        {
            bool emptied = Fill(subscription);
            subscriber.Round.Dequeue();
            subscription.InRound = !emptied;
            if (!emptied)
            {
                subscriber.Round.Enqueue(subscription);
                return;
            }
        }
    }

    // True when the subscription has nothing more to send now.
    private bool Fill(Subscription subscription)
    {
        while (subscription.HasWork)
        {
            bool goesOn = subscription.Stage switch
            {
                SubscriptionStage.Announcing => Announce(subscription),
                SubscriptionStage.Snapshot => FillSnapshot(subscription),
                _ => FillLive(subscription),
            };
            if (!goesOn)
            {
                return false;
            }
        }

        subscription.Reached(market.Position);
        return true;
    }

    private bool Announce(Subscription subscription)
    {
        if (!TellPage(subscription))
        {
            return false;
        }

        if (subscription.Told == subscription.Cells && subscription.UnknownTold == (subscription.Unknown?.Count ?? 0))
        {
            subscription.EndAnnouncing();
            subscription.Unknown = null;
            subscription.UnknownTold = 0;
        }

        return true;
    }

    private bool TellPage(Subscription subscription)
    {
        int count = Math.Min(PageSize, subscription.Cells - subscription.Told);
        int unknown = Math.Min(PageSize - count, (subscription.Unknown?.Count ?? 0) - subscription.UnknownTold);
        var instruments = new Model.Instrument[count];
        for (int i = 0; i < count; i++)
        {
            instruments[i] = market.Instruments[subscription.Instruments[subscription.Told + i]];
        }

        bool more = subscription.Told + count < subscription.Cells || subscription.UnknownTold + unknown < (subscription.Unknown?.Count ?? 0);
        ulong from = subscription.Stage == SubscriptionStage.Announcing ? subscription.Began : market.Position;
        var page = new Subscribed
        {
            Id = subscription.Id,
            Epoch = epoch,
            Sequence = from,
            Instruments = instruments,
            Unknown = subscription.Unknown?.GetRange(subscription.UnknownTold, unknown).FindAll(_isUnknown) ?? [],
            More = more,
        };
        if (!TryAdd(subscription, page))
        {
            return false;
        }

        subscription.Told += count;
        subscription.UnknownTold += unknown;
        return true;
    }

    private bool FillSnapshot(Subscription subscription)
    {
        if (!_space.HasRoom)
        {
            return false;
        }

        DataMessageWriter writer = subscription.BeginData(_space.BeginData(), subscription.Owner.Encoding);
        bool done = subscription.FillSnapshot(ref writer, market.Slots, market.Instruments);
        _space.EndData(ref writer, OpcodeOf(subscription.Owner.Encoding));
        if (!done || !TryAdd(subscription, new Seam { Id = subscription.Id, Sequence = subscription.Began }))
        {
            return false;
        }

        subscription.EndSnapshot();
        return true;
    }

    private bool FillLive(Subscription subscription)
    {
        if (subscription.Told < subscription.Cells)
        {
            return TellPage(subscription);
        }

        if (subscription.GapToTell is var (from, to))
        {
            if (!TryAdd(subscription, new Gap { Id = subscription.Id, From = from, To = to, Cause = GapCause.FeedGap }))
            {
                return false;
            }

            subscription.GapsTold();
        }

        if (!_space.HasRoom)
        {
            return false;
        }

        DataMessageWriter writer = subscription.BeginData(_space.BeginData(), subscription.Owner.Encoding);
        subscription.FillLive(ref writer, market.Slots, market.Instruments, now: 0);
        _space.EndData(ref writer, OpcodeOf(subscription.Owner.Encoding));
        return true;
    }

    private bool TryAdd(Subscription subscription, ServerMessage message) =>
        _space.TryAdd(OpcodeOf(subscription.Owner.Encoding), Encode(message, subscription.Owner.Encoding));
}
