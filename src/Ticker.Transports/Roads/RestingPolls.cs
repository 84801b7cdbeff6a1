using System.Runtime.InteropServices;

namespace Ticker.Transports.Roads;

/// <summary>
/// Subscribers of polls that were answered and whose clients are expected to ask again: whoever asks for the same from
/// where one stands goes on with it, so that nothing need be set up, and nothing that was missed be read again. One for
/// whom nobody comes is given up by its lane after <see cref="RoadOptions.PollRest"/>, and then the past is read as for
/// anybody else. Thread-safe.
/// </summary>
/// <param name="most">How many there are at a time that have rested.</param>
internal sealed class RestingPolls(int most)
{
    private readonly Dictionary<RestingKey, List<Asker>> _resting = [];
    private int _count;

    /// <summary>The subscriber that goes on from there; null = there is none.</summary>
    public Asker? Take(RestingKey key)
    {
        lock (_resting)
        {
            if (!_resting.TryGetValue(key, out List<Asker>? same))
            {
                return null;
            }

            Asker asker = same[^1];
            Remove(asker);
            asker.Wake();
            return asker;
        }
    }

    /// <summary>Lets a subscriber rest where it stands; false when there are too many already, or it is over.</summary>
    /// <param name="asker">One with an exact position.</param>
    /// <param name="what">What it asks for.</param>
    /// <param name="connectionClosed">When its client's connection is gone.</param>
    public bool TryRest(Asker asker, string what, CancellationToken connectionClosed)
    {
        lock (_resting)
        {
            if (asker.IsOver || (!asker.HasRested && _count >= most))
            {
                return false;
            }

            _count += asker.HasRested ? 0 : 1;
            asker.HasRested = true;
            asker.Key = new RestingKey(what, asker.Entitlements, asker.Sink.Resume!.Value);
            (CollectionsMarshal.GetValueRefOrAddDefault(_resting, asker.Key, out _) ??= []).Add(asker);
            asker.Rest(connectionClosed);
        }

        return true;
    }

    /// <summary>A lane has let go of a subscriber, whether it has ever rested or not.</summary>
    public void Forget(Asker asker)
    {
        lock (_resting)
        {
            asker.IsOver = true;
            if (asker.HasRested)
            {
                Remove(asker);
                _count--;
            }
        }
    }

    private void Remove(Asker asker)
    {
        if (_resting.TryGetValue(asker.Key, out List<Asker>? same) && same.Remove(asker) && same.Count == 0)
        {
            _resting.Remove(asker.Key);
        }
    }
}
