using Microsoft.Extensions.Logging;
using Ticker.Engine.Access;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Grpc.Calls;
using Wire = Ticker.Feeds.Contract.V1;

namespace Ticker.Feeds.Grpc.Publish;

/// <summary>
/// Serves FeedService/Publish: opens the feed's session, runs the reading and the writing side, and sees to it that
/// both are over and the session is closed, however the stream ends. Thread-safe.
/// </summary>
/// <param name="door">Where feeds come in.</param>
/// <param name="gate">Asks who publishes.</param>
/// <param name="epoch">The server's numbering.</param>
/// <param name="options">Limits and times.</param>
/// <param name="counts">Counts streams.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of streams that come and go.</param>
internal sealed partial class PublishMethod(
    FeedDoor door, AccessGate gate, long epoch, GrpcFeedOptions options, PublishCounts counts, TimeProvider time, ILogger logger)
{
    /// <summary>Serves one stream to its end.</summary>
    public async Task ServeAsync(GrpcCall call)
    {
        counts.StreamOpened();
        try
        {
            using var guest = new PublisherGuest(Admit(call));
            if (await HelloReader.ReadAsync(call, options.HelloTimeout, time).ConfigureAwait(false) is not { } hello)
            {
                throw new GrpcException(GrpcStatusCode.InvalidArgument, "the stream ended before its hello");
            }

            if (!guest.Entitlements.Feeds.Allows(hello.Feed))
            {
                gate.Refusals.Add(RefusalReason.Forbidden);
                throw new GrpcException(GrpcStatusCode.PermissionDenied, $"this key may not publish the feed '{hello.Feed}'");
            }

            hello = hello with { Identity = guest.Name, Peer = call.Peer };
            (FeedOpenResult result, FeedSession? session) = await door.OpenAsync(hello, call.Cancelled, guest.Entitlements.Venues).ConfigureAwait(false);
            if (session is null)
            {
                throw Refused(result, hello);
            }

            string software = LogText.Clean(hello.Software);
            LogOpened(logger, hello.Feed, hello.RunId, software, call.Peer);
            await ServeAsync(call, session, guest).ConfigureAwait(false);
        }
        finally
        {
            counts.StreamClosed();
        }
    }

    // Before a message is read.
    private Admission Admit(GrpcCall call)
    {
        string? credential = call.Credential;
        Identity? identity = gate.IsOpen ? Identity.Anyone : credential is null ? null : gate.Verify(credential);
        if (identity is null)
        {
            if (credential is null)
            {
                gate.Refusals.Add(RefusalReason.Unauthorized);
            }
            else
            {
                gate.Refusals.AddInvalid(call.Address);
            }

            throw new GrpcException(GrpcStatusCode.Unauthenticated, "the metadata needs authorization: Bearer with a publisher's key or token that is valid");
        }

        switch (gate.TryAdmit(identity, Right.Publish, out Admission? admission))
        {
            case AdmitResult.Admitted:
                return admission!;
            case AdmitResult.TooManyConnections:
                gate.Refusals.Add(RefusalReason.KeyLimit);
                throw new GrpcException(GrpcStatusCode.ResourceExhausted, "this key has as many connections as it may have");
            default:
                gate.Refusals.Add(RefusalReason.Forbidden);
                throw new GrpcException(GrpcStatusCode.PermissionDenied, "this key may not publish");
        }
    }

    private static GrpcException Refused(FeedOpenResult result, FeedHello hello) => result == FeedOpenResult.AlreadyExists
        ? new GrpcException(GrpcStatusCode.AlreadyExists, $"feed '{hello.Feed}' has a live stream of another run")
        : new GrpcException(GrpcStatusCode.ResourceExhausted, "the server keeps as many feeds as it may");

    private async Task ServeAsync(GrpcCall call, FeedSession session, PublisherGuest guest)
    {
        CancellationToken takenOver = session.TakenOver;
        FeedDurability durability = session.Feed.Durability;
        var responses = new PublishResponses(options.MaxRejectsPerRound, durability);
        durability.Notify(responses.PostDurable);
        using var unread = new CancellationTokenSource();
        await using var writer = new ResponsePump(responses, call.Output, options.AckInterval, time);
        Task<bool> writing = writer.RunAsync(new Wire.Ready { Epoch = (ulong)epoch, LastSequence = session.LastSequence }, unread.Token);
        string ending = "its publisher closed it";
        try
        {
            if (await ReadAsync(call, session, responses, guest, takenOver).ConfigureAwait(false) is { } reason)
            {
                ending = $"its feed ended, '{LogText.Clean(reason)}'";
            }
        }
        catch (Exception e)
        {
            ending = e is OperationCanceledException or IOException ? "its connection is gone, its deadline passed or the server stops" : e.Message;
            throw;
        }
        finally
        {
            // Before the session is closed, after which a newer one of this feed may want to be told.
            durability.Notify(null);
            await CloseAsync(call, session, responses, writer, writing, unread).ConfigureAwait(false);
            LogClosed(logger, session.Feed.Name, ending, session.LastSequence, responses.Rejects.Total);
        }
    }

    // Gives the reason of a feed that ended, null of a stream that was merely closed.
    private async Task<string?> ReadAsync(GrpcCall call, FeedSession session, PublishResponses responses, PublisherGuest guest, CancellationToken takenOver)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(call.Cancelled, takenOver, guest.Gone);
        try
        {
            var pump = new PublishPump(call.Input, session, responses, counts);
            await pump.RunAsync(either.Token).ConfigureAwait(false);
            return pump.EndReason;
        }
        catch (OperationCanceledException) when (guest.Gone.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.Unauthenticated, "what proved who publishes was revoked or has run out");
        }
        catch (OperationCanceledException) when (takenOver.IsCancellationRequested)
        {
            throw new GrpcException(GrpcStatusCode.Aborted, "a newer stream of this feed and run took over");
        }
    }

    // The session first, so that the last ack tells what really went on (a server that stops may drop what it could
    // not hand on, and then leaves the ack as it was); then the last responses, but not for ever.
    private async Task CloseAsync(
        GrpcCall call, FeedSession session, PublishResponses responses, ResponsePump writer, Task<bool> writing, CancellationTokenSource unread)
    {
        try
        {
            await session.CloseAsync(ended: false).ConfigureAwait(false);
            if (!call.IsServerStopping)
            {
                responses.PostAck(session.LastSequence);
                await SettleAsync(call, session).ConfigureAwait(false);
            }
        }
        finally
        {
            writer.Complete();
            if (call.IsAborted)
            {
                await unread.CancelAsync().ConfigureAwait(false);
            }

            using var grace = new CancellationTokenSource(options.CloseGrace, time);
            using CancellationTokenRegistration cut = grace.Token.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), unread);
            if (!await writing.ConfigureAwait(false))
            {
                // Who does not read would not read the status either; what waits for it is let go.
                call.Reset();
            }
        }
    }

    // A publisher that has sent its last tick is told, if it still listens, that it is safe.
    private async Task SettleAsync(GrpcCall call, FeedSession session)
    {
        if (!door.IsKept || call.IsAborted)
        {
            return;
        }

        try
        {
            await session.Feed.Durability.WhenSettled(session.RunId, session.LastSequence).WaitAsync(options.CloseGrace, time, call.Cancelled).ConfigureAwait(false);
        }
        catch (Exception unsettled) when (unsettled is TimeoutException or OperationCanceledException)
        {
            // The disk is slow, or the publisher is gone: the last ack says how far it is.
        }
    }

    [LoggerMessage(EventId = 5002, Level = LogLevel.Information, Message = "Feed {Feed} is open: run {Run}, '{Software}' from {Peer}")]
    private static partial void LogOpened(ILogger logger, string feed, ulong run, string software, string peer);

    [LoggerMessage(EventId = 5003, Level = LogLevel.Information, Message = "Feed {Feed} closed: {Ending}; last sequence {Sequence}, {Rejected} rejected")]
    private static partial void LogClosed(ILogger logger, string feed, string ending, ulong sequence, long rejected);
}
