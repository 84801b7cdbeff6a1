using Ticker.Engine.Tests.Fakes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Deliver;

/// <summary>What a peer learnt of one subscription, from its first page to its end.</summary>
internal sealed class SubscriptionLog
{
    public required SubscribeMessage Request { get; init; }

    /// <summary>Its accounts begin after this.</summary>
    public ulong Began { get; private init; }

    public List<uint> Told { get; } = [];

    public List<Tick> Snapshot { get; } = [];

    public List<Tick> Live { get; } = [];

    /// <summary>How many quotes the live quotes stand for.</summary>
    public long QuotesStoodFor { get; private set; }

    public List<Gap> Gaps { get; } = [];

    public bool HasSeam { get; private set; }

    /// <summary>The newest of its heartbeat positions, with how many live ticks had come by then.</summary>
    public List<(ulong Position, int Live)> Heartbeats { get; } = [];

    /// <summary>Its statements, with how many snapshot and live ticks had come by then.</summary>
    public List<(Statement Statement, int Snapshot, int Live)> Statements { get; } = [];

    public bool HasEnded { get; private set; }

    /// <summary>Takes a peer's arrivals apart. The n-th subscription that an id names is the n-th that was asked for and not refused.</summary>
    public static List<SubscriptionLog> Read(IEnumerable<Arrival> arrivals, Func<int, SubscribeMessage> requestOf)
    {
        var all = new List<SubscriptionLog>();
        var open = new Dictionary<int, SubscriptionLog>();
        foreach (Arrival arrival in arrivals)
        {
            if (arrival.DataOf > 0)
            {
                open[arrival.DataOf].TakeTicks(arrival);
            }
            else if (arrival.Control is Subscribed page && !open.ContainsKey(page.Id))
            {
                open[page.Id] = new SubscriptionLog { Request = requestOf(page.Id), Began = page.Sequence };
                all.Add(open[page.Id]);
                open[page.Id].TakeControl(page);
            }
            else if (arrival.Control is Heartbeat heartbeat)
            {
                foreach ((int id, ulong position) in heartbeat.Subscriptions)
                {
                    if (open.TryGetValue(id, out SubscriptionLog? log))
                    {
                        log.Heartbeats.Add((position, log.Live.Count));
                    }
                }
            }
            else if (arrival.Control is { } control && IdOf(control) is int of && open.TryGetValue(of, out SubscriptionLog? its))
            {
                its.TakeControl(control);
                if (its.HasEnded)
                {
                    open.Remove(of);
                }
            }
            else if (arrival.Control is Unsubscribed early)
            {
                // It ended before its first page: the request is used up.
                requestOf(early.Id);
            }
        }

        return all;
    }

    private static int? IdOf(ServerMessage control) => control switch
    {
        Subscribed page => page.Id,
        Seam seam => seam.Id,
        Gap gap => gap.Id,
        Statement statement => statement.Id,
        Unsubscribed gone => gone.Id,
        _ => null,
    };

    private void TakeTicks(Arrival arrival)
    {
        for (int i = 0; i < arrival.Ticks.Count; i++)
        {
            (HasSeam ? Live : Snapshot).Add(arrival.Ticks[i]);
            if (HasSeam && arrival.Ticks[i].Kind == TickKind.Quote)
            {
                QuotesStoodFor += arrival.Collapsed[i].IsMany ? arrival.Collapsed[i].Count : 1;
            }
        }
    }

    private void TakeControl(ServerMessage control)
    {
        switch (control)
        {
            case Subscribed page:
                Told.AddRange(page.Instruments.Select(instrument => instrument.Number));
                break;
            case Seam seam:
                Assert.Equal(Began, seam.Sequence);
                HasSeam = true;
                break;
            case Gap gap:
                Gaps.Add(gap);
                break;
            case Statement statement:
                Statements.Add((statement, Snapshot.Count, Live.Count));
                break;
            case Unsubscribed gone:
                Statements.Add((gone.Final!, Snapshot.Count, Live.Count));
                HasEnded = true;
                break;
        }
    }
}
