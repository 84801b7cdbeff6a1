namespace Ticker.Load.Feeds;

/// <summary>How often each message was sent, and what ticks that comes to.</summary>
/// <param name="instruments">The instruments of each message's ticks.</param>
public sealed class OfferCounts(IReadOnlyList<IReadOnlyList<uint>> instruments)
{
    private readonly long[] _sent = new long[instruments.Count];
    private int _next;

    /// <summary>How many ticks were sent.</summary>
    public long Ticks { get; private set; }

    /// <summary>The message whose turn it is; from now on it counts as sent.</summary>
    public int Take()
    {
        int message = _next;
        _next = (_next + 1) % _sent.Length;
        _sent[message]++;
        Ticks += instruments[message].Count;
        return message;
    }

    /// <summary>How many ticks of these instruments were sent.</summary>
    public long TicksOf(IReadOnlySet<uint> wanted)
    {
        long ticks = 0;
        for (int message = 0; message < _sent.Length; message++)
        {
            ticks += _sent[message] * instruments[message].Count(wanted.Contains);
        }

        return ticks;
    }
}
