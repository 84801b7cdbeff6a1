using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// What the tape of a replay was told, and where it is, through all connections: each has a tape of its own, which is brought to where the one
/// before it was. Thread-safe.
/// </summary>
internal sealed class Reel
{
    private readonly Lock _lock = new();
    private bool _isPaused;
    private SpeedMessage? _speed;
    private SpeedMessage? _runsAt;

    // Where its owner sent it: a time, and a sequence behind that. Sequences count within one epoch of a recording only.
    private UnixNanos? _time;
    private ulong? _sequence;
    private int _seeks;
    private bool _isKnown;
    private UnixNanos? _beginsAt;
    private int _lap;
    private bool _isLost;

    /// <summary>A tape that nothing is known of.</summary>
    /// <param name="replay">The address of the replay.</param>
    public Reel(Uri replay) => _isPaused = replay.Query.TrimStart('?').Split('&').Contains("paused=true");

    /// <summary>Whether its owner sent it elsewhere, and nothing of there has come.</summary>
    public bool IsLeaving
    {
        get
        {
            lock (_lock)
            {
                return _seeks > 0;
            }
        }
    }

    /// <summary>Whether it can only begin anew on another connection: it is in another epoch of the recording, where no sequence leads to.</summary>
    public bool IsLost
    {
        get
        {
            lock (_lock)
            {
                return _isLost;
            }
        }
    }

    /// <summary>Takes note of an order of its owner.</summary>
    public void Take(ClientMessage order)
    {
        lock (_lock)
        {
            _isKnown = true;
            switch (order)
            {
                case SeekMessage { Time: { } time }:
                    (_time, _sequence, _isLost, _seeks) = (time, null, false, _seeks + 1);
                    break;
                case SeekMessage seek:
                    (_sequence, _seeks) = (seek.Sequence, _seeks + 1);
                    break;
                case SpeedMessage speed:
                    _speed = speed;
                    break;
                default:
                    _isPaused = order is not ResumeMessage;
                    break;
            }
        }
    }

    /// <summary>What a new connection's tape is told before anything is subscribed to: it is not to run before all is.</summary>
    /// <param name="positions">Where subscriptions are that are to go on.</param>
    public List<ClientMessage> Begin(IEnumerable<StartFrom> positions)
    {
        lock (_lock)
        {
            if (_isLost)
            {
                Forget();
            }

            ulong? last = _seeks > 0 ? null : positions.Where(one => one.Kind == StartKind.Position).Select(one => (ulong?)one.Sequence).Min();
            List<ClientMessage> seeks = [];
            if (_time is { } time)
            {
                seeks.Add(new SeekMessage { Time = time });
            }

            if ((last is null ? _sequence : last + 1) is { } next)
            {
                seeks.Add(new SeekMessage { Sequence = next });
            }

            (_lap, _seeks, _beginsAt) = (seeks.Count, 0, null);
            return !_isKnown ? [] : _speed is null ? [TapeOrder.Pause.Message, .. seeks] : [TapeOrder.Pause.Message, .. seeks, _speed];
        }
    }

    /// <summary>What it is told when all is subscribed to.</summary>
    public List<ClientMessage> GoOn()
    {
        lock (_lock)
        {
            return _isKnown && !_isPaused ? [TapeOrder.Resume.Message] : [];
        }
    }

    /// <summary>It refused a value that it was told, which only a speed can be.</summary>
    public void Refuse()
    {
        lock (_lock)
        {
            _speed = _runsAt;
        }
    }

    /// <summary>It told where it is.</summary>
    /// <returns>Whether it began again from another place, where positions may go back.</returns>
    public bool Take(TapeNews news)
    {
        lock (_lock)
        {
            (_isKnown, _runsAt) = (true, new SpeedMessage { Speed = news.Speed });
            _beginsAt ??= news.Time;
            if (news.Lap <= _lap)
            {
                return false;
            }

            _lap = news.Lap;
            if (_seeks > 0)
            {
                _seeks--;
            }
            else if (news.Time == _beginsAt)
            {
                Forget();
            }
            else
            {
                _isLost = true;
            }

            return true;
        }
    }

    private void Forget() => (_time, _sequence, _isLost) = (null, null, false);
}
