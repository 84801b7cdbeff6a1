namespace Ticker.Engine.Deliver;

/// <summary>
/// Subscribers that go from a lane to one of another market, before they have asked for anything. Only the lane's thread uses it.
/// </summary>
/// <param name="lane">The lane that they leave.</param>
/// <param name="clock">Looks after those who stay.</param>
internal sealed class LaneMoves(Lane lane, LaneClock clock)
{
    private readonly List<(Subscriber Subscriber, Lane To)> _moving = [];

    /// <summary>How many are about to go.</summary>
    public int Count => _moving.Count;

    /// <summary>One is to go.</summary>
    public void Add(Subscriber subscriber, Lane to) => _moving.Add((subscriber, to));

    /// <summary>Has those go that can. Not while one stands among those who are to be sent something: what stands there is this lane's.</summary>
    public void Do()
    {
        for (int n = _moving.Count - 1; n >= 0; n--)
        {
            (Subscriber subscriber, Lane to) = _moving[n];
            if (subscriber.State != SubscriberState.Open)
            {
                _moving.RemoveAt(n);
            }
            else if (!subscriber.InReadyQueue)
            {
                _moving.RemoveAt(n);
                clock.Forget(subscriber);
                lane.HandOver(subscriber, to);
            }
        }
    }
}
