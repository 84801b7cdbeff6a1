using System.Threading.Channels;

namespace Ticker.Engine.Deliver;

/// <summary>
/// What operators ask of lanes, and have them do: it is looked at by the lane itself, on its thread, in its turn among the messages
/// of peers, so that what is told is of one moment and nobody waits for it. Thread-safe.
/// </summary>
public static class LaneQuestions
{
    /// <summary>How instruments stand, in the order in which they are asked for; better a few than all.</summary>
    /// <param name="lane">Who is asked.</param>
    /// <param name="instruments">Their numbers.</param>
    /// <param name="cancellation">Gives up waiting for the lane.</param>
    /// <exception cref="OperationCanceledException">The lane did not come to it in time.</exception>
    public static Task<InstrumentReport[]> ReportAsync(this Lane lane, IReadOnlyList<uint> instruments, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(lane);
        return lane.AskAsync(() => lane.Reporter.Of(instruments), cancellation);
    }

    /// <summary>How a subscriber stands; null when its lane has let go of it. Not before it has joined.</summary>
    /// <param name="subscriber">Which.</param>
    /// <param name="cancellation">Gives up waiting for the lane.</param>
    /// <exception cref="OperationCanceledException">The lane did not come to it in time.</exception>
    public static Task<SubscriberReport?> ReportAsync(this Subscriber subscriber, CancellationToken cancellation) =>
        subscriber.AskAsync(lane => lane.Reporter.Of(subscriber), cancellation);

    /// <summary>
    /// Has a subscriber's lane hold its subscriptions, those to come among them, to a least interval, and tell the client. Those in
    /// mode <c>all</c> were promised every tick, and stay as they are.
    /// </summary>
    /// <param name="subscriber">Which.</param>
    /// <param name="floorMs">In milliseconds; 0 = no longer.</param>
    /// <param name="cancellation">Gives up waiting for the lane; it may be done all the same.</param>
    /// <returns>What became of it, as far as it could be done now: what has not begun is changed when it has. Null when its connection is ending.</returns>
    /// <exception cref="OperationCanceledException">The lane did not come to it in time.</exception>
    public static async Task<HoldReport?> HoldAsync(this Subscriber subscriber, int floorMs, CancellationToken cancellation)
    {
        Holding? holding = await subscriber.AskAsync(lane => lane.Holds.Hold(subscriber, floorMs), cancellation).ConfigureAwait(false);
        return holding is null ? null : await holding.Settled.WaitAsync(cancellation).ConfigureAwait(false);
    }

    /// <summary>Has something looked at on the lane's thread, in its turn among the messages of peers. A defect in it is the asker's.</summary>
    /// <exception cref="OperationCanceledException">The lane did not come to it in time, or has ended.</exception>
    internal static async Task<TAnswer> AskAsync<TAnswer>(this Lane lane, Func<TAnswer> question, CancellationToken cancellation)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        try
        {
            await lane.PostAsync(new LaneCommand(null!, null, null, null, null) { Question = Answer }, cancellation).ConfigureAwait(false);
        }
        catch (ChannelClosedException ended)
        {
            throw new OperationCanceledException("the lane has ended", ended);
        }

        return await answer.Task.WaitAsync(cancellation).ConfigureAwait(false);

        void Answer()
        {
            try
            {
                answer.SetResult(question());
            }
            catch (Exception defect)
            {
                answer.SetException(defect);
            }
        }
    }

    // It may move to another lane before the one that is asked comes to it, and only its own may touch it.
    private static async Task<TAnswer?> AskAsync<TAnswer>(this Subscriber subscriber, Func<Lane, TAnswer?> question, CancellationToken cancellation)
        where TAnswer : class
    {
        ArgumentNullException.ThrowIfNull(subscriber);
        while (!subscriber.Completion.IsCompleted)
        {
            Lane lane = subscriber.Lane!;
            (bool isHere, TAnswer? answer) = await lane.AskAsync(() => subscriber.Lane == lane ? (true, question(lane)) : default, cancellation).ConfigureAwait(false);
            if (isHere)
            {
                return answer;
            }
        }

        return null;
    }
}
