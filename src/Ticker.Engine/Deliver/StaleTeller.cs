using System.Text;
using Ticker.Engine.Conflate;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Engine.Deliver;

/// <summary>
/// Finds out what is to be told of the staleness of an outflow's instruments: what has become stale and what is fresh
/// again, a page of each. It looks at no more cells in a turn than it may, however many outflows there are. Only its lane's thread uses it.
/// </summary>
/// <param name="market">The market.</param>
/// <param name="mostLooks">How many cells it looks at in a turn.</param>
internal sealed class StaleTeller(LaneMarket market, int mostLooks)
{
    // A number and a comma in JSON; in MessagePack it takes half of that.
    private const int BytesOfReference = 11;

    private const int BytesWithoutReferences = 512;

    private readonly List<int> _stale = [];
    private readonly List<int> _fresh = [];
    private int _looks;
    private ushort _feed;
    private bool _isOfSeveral;

    /// <summary>Whether no more cells may be looked at in this turn.</summary>
    public bool IsTired => _looks == 0;

    /// <summary>A turn begins.</summary>
    public void BeginTurn() => _looks = mostLooks;

    /// <summary>Looks for what is to be told, until a page is full, nothing is left, or this turn's share is.</summary>
    /// <param name="outflow">One with cells to be looked at.</param>
    /// <param name="room">How many bytes all of it may take.</param>
    public void Collect(Outflow outflow, int room)
    {
        StaleTold told = outflow.Stale!;
        _stale.Clear();
        _fresh.Clear();
        (_feed, _isOfSeveral) = (0, false);
        int most = Math.Clamp((room - BytesWithoutReferences) / BytesOfReference, 1, Notice.MaxReferences);
        for (; told.HasWork && _looks > 0 && _stale.Count + _fresh.Count < most; _looks--)
        {
            int cell = told.Take();
            ref Slot slot = ref market.Slots[outflow.Cohort.Instruments[cell]];
            bool stale = market.Feeds.IsStale(in slot);
            if (told.IsToBeTold(cell, stale))
            {
                (stale ? _stale : _fresh).Add(cell);
                if (stale)
                {
                    _isOfSeveral |= _feed != 0 && _feed != slot.Feed;
                    _feed = slot.Feed;
                }
            }
        }
    }

    /// <summary>What is to be told as stale, or as fresh; null = nothing.</summary>
    public Notice? NoticeOf(Outflow outflow, bool stale)
    {
        List<int> cells = stale ? _stale : _fresh;
        if (cells.Count == 0)
        {
            return null;
        }

        var references = new uint[cells.Count];
        for (int i = 0; i < references.Length; i++)
        {
            references[i] = outflow.Cohort.Instruments[cells[i]];
        }

        return new Notice
        {
            Id = outflow.Cohort.Key.Id,
            Code = stale ? NoticeCode.Stale : NoticeCode.Fresh,
            References = references,
            Detail = stale ? Reason() : null,
        };
    }

    /// <summary>The notice has gone; or there was no room for it, and its cells are to be looked at again.</summary>
    public void Told(Outflow outflow, bool stale, bool gone)
    {
        foreach (int cell in stale ? _stale : _fresh)
        {
            if (gone)
            {
                outflow.Stale!.Tell(cell, stale);
            }
            else
            {
                outflow.Stale!.LookAt(cell, outflow.Cohort.Cells);
            }
        }
    }

    private string Reason()
    {
        if (_isOfSeveral)
        {
            return "several feeds are silent, have ended or have lost messages";
        }

        ref readonly FeedStanding feed = ref market.Feeds[_feed];
        string name = Encoding.UTF8.GetString(feed.Utf8Name);
        return feed switch
        {
            { State: FeedState.Ended } => $"feed {name} has ended",
            { State: FeedState.Stale, Cause: FeedStateCause.Broken } => $"the stream of feed {name} broke",
            { State: FeedState.Stale } => $"feed {name} is silent",
            _ => $"feed {name} has lost messages",
        };
    }
}
