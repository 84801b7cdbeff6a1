using Ticker.Engine.Deliver;
using Ticker.Engine.Mailboxes;
using Ticker.Engine.Tests.Fakes;
using Ticker.Simulation.Tests.Running;

namespace Ticker.Simulation.Tests.Oracle;

/// <summary>Holds what is taken of the server's memory against its limit, and against what connections and subscriptions hold.</summary>
internal sealed class MemoryCheck(TestPipeline pipeline)
{
    private long _before;
    private long _forcedBefore;
    private ulong[] _positionsBefore = [];
    private int _closedBefore;

    /// <summary>Looks between any two turns: nothing is held that was not taken, and nothing was taken that there was not.</summary>
    public void Check()
    {
        (long taken, long forced, long limit) = (pipeline.Memory.Taken, pipeline.Memory.Forced, pipeline.Memory.Limit);
        int closed = pipeline.Clients.Count(client => client.Subscriber.State != SubscriberState.Open);
        Promise.Kept(
            forced == _forcedBefore || closed != _closedBefore || AnyAppeared(),
            $"{forced - _forcedBefore} bytes were taken in any case, but no instrument appeared and no connection was closed");
        (_closedBefore, _positionsBefore) = (closed, [.. pipeline.Lanes.Select(lane => lane.Position)]);
        Promise.Kept(
            taken <= Math.Max(limit, _before) + forced - _forcedBefore,
            $"{taken} bytes are taken, {forced - _forcedBefore} of them in any case since there were {_before}; the limit is {limit}");
        RunTally.Add(Happening.MemoryForced, forced > _forcedBefore ? 1 : 0);
        (_before, _forcedBefore) = (taken, forced);
        long held = Sum(atRest: false);
        Promise.Kept(held <= taken, $"{held} bytes are held, {taken} are taken");
    }

    /// <summary>Looks when no lane has anything left to do: what is taken is what is for those who are there, to the byte.</summary>
    public void CheckAtRest()
    {
        long owed = Sum(atRest: true);
        Promise.Kept(pipeline.Memory.Taken == owed, $"{pipeline.Memory.Taken} bytes are taken, and {owed} are for those who are there");
    }

    // Whether a lane came to a definition since the last look.
    private bool AnyAppeared() => pipeline.Lanes
        .Where((lane, n) => pipeline.Tape.Exists(record =>
            record.Kind == TickKind.Definition && record.Sequence <= lane.Position && record.Sequence > _positionsBefore.ElementAtOrDefault(n)))
        .Any();

    private long Sum(bool atRest)
    {
        long sum = 0;
        var cohorts = new HashSet<Cohort>();
        foreach (TestClient client in pipeline.Clients)
        {
            Subscriber subscriber = client.Subscriber;
            sum += atRest ? Subscriber.MemoryCost + subscriber.Beyond : subscriber.Held;
            foreach (Subscription subscription in subscriber.Subscriptions.Values)
            {
                cohorts.Add(subscription.Cohort);
                sum += atRest ? OfChanges(subscription) + subscription.SnapshotTaken : 0;
                sum += Of(subscription.Own, atRest);
            }
        }

        foreach (Cohort cohort in cohorts)
        {
            int members = cohort.InStep.Length + cohort.Apart.Length;
            Promise.Kept(cohort.Memory.Members == members, $"{cohort.Memory.Members} places are taken for {members} subscriptions");
            sum += (atRest ? cohort.Memory.Taken : 0) + Of(cohort.Shared, atRest);
        }

        return sum;
    }

    private static long OfChanges(Subscription subscription) =>
        (subscription.Changing?.Taken ?? 0) + (subscription.Changes?.Sum(change => change.Taken) ?? 0);

    private static long Of(Outflow? outflow, bool atRest)
    {
        if (outflow is null)
        {
            return 0;
        }

        Mailbox mailbox = outflow.Mailbox;
        long most = Mailbox.CostOf(mailbox.Pace, outflow.Cohort.Cells) + mailbox.Beyond;
        Promise.Kept(mailbox.Held <= most, $"a mailbox holds {mailbox.Held} bytes; {most} were taken for it");
        RunTally.Add(Happening.MemoryAskedFor, mailbox.Beyond > 0 ? 1 : 0);
        return atRest ? mailbox.Beyond : mailbox.Held;
    }
}
