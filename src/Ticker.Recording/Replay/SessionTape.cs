using Ticker.Engine.Deliver;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Recording.Replay;

/// <summary>
/// The tape of a replay session: plays it into the session's lane and does what the peer asks of it. Between any two
/// calls the lane must have come to rest. Synchronous; for one thread at a time.
/// </summary>
internal sealed class SessionTape : IDisposable
{
    private readonly ReplayRequest _request;
    private readonly TapePlayer _player;
    private readonly SessionMarket _market;
    private readonly TapedLane _lane;
    private readonly TapeClock _clock;
    private readonly DataDigest _digest;
    private readonly TimeProvider _time;
    private IReadOnlyList<ClientMessage> _again = [];
    private Func<TapeStanding>? _relocation;
    private bool _owesNews;
    private int _steps;
    private int _lap = -1;

    /// <summary>Puts a tape on, which is disposed with this. Nothing is read yet.</summary>
    /// <param name="tape">The tape.</param>
    /// <param name="request">What of it is played, and how.</param>
    /// <param name="market">Gives the lane its records.</param>
    /// <param name="lane">The lane.</param>
    /// <param name="clock">The lane's clock for what depends on the tape.</param>
    /// <param name="digest">Of what was sent since it began.</param>
    /// <param name="time">Our clock.</param>
    public SessionTape(ITape tape, ReplayRequest request, SessionMarket market, TapedLane lane, TapeClock clock, DataDigest digest, TimeProvider time)
    {
        (_request, _market, _lane, _clock, _digest, _time) = (request, market, lane, clock, digest, time);
        _player = new TapePlayer(tape, request, time.TimestampFrequency);
        State = request.StartsPaused ? TapeState.Paused : TapeState.Waiting;

        // What the peer says waits until there is a market.
        (_relocation, _lane.HoldsCommands) = (_player.Begin, true);
    }

    /// <summary>Whom its lane serves; set before it is used.</summary>
    public Subscriber Subscriber { get; set; } = null!;

    /// <summary>What it does.</summary>
    public TapeState State { get; private set; }

    /// <summary>Whether a time is waited for, rather than something that the peer is to say.</summary>
    private bool IsGoing => State == TapeState.Playing || _steps > 0;

    /// <summary>Does the next thing, if it is due. Then the lane must come to rest.</summary>
    /// <param name="wasHeldUp">Whether the socket has held the tape up until now.</param>
    /// <param name="due">When the next thing is due, by our clock's stamp; <see cref="long.MaxValue"/> = not by itself.</param>
    /// <returns>Whether something was done.</returns>
    /// <exception cref="RecordingFormatException">The recording is damaged here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public bool TryGoOn(bool wasHeldUp, out long due)
    {
        due = long.MaxValue;
        if (_owesNews)
        {
            TellNews();
        }
        else if (_relocation is not null)
        {
            Relocate();
        }
        else if (State == TapeState.Waiting && _lane.Subscriptions > 0)
        {
            State = TapeState.Playing;
            _player.Go(_time.GetTimestamp(), _player.Speed);
            TellNews();
        }
        else if (_player.TakeTrouble() is { } missing)
        {
            _lane.Refuse(Subscriber, "recording_gap", missing);
        }
        else
        {
            return IsGoing && TryPlay(wasHeldUp, out due);
        }

        return true;
    }

    /// <summary>Does what the peer asks of the tape.</summary>
    public void Run(ClientMessage message)
    {
        long now = _time.GetTimestamp();
        if (State == TapeState.Playing)
        {
            _player.Stop(now);
        }

        switch (message)
        {
            case SeekMessage seek:
                State = State == TapeState.Ended ? TapeState.Playing : State;
                BeginRelocation(() => _player.Seek(new TapePlace(seek.Sequence, seek.Time ?? default)));
                return;
            case SpeedMessage change:
                string? wrong = ReplaySpeed.Parse(change.Speed, out ReplaySpeed speed);
                _player.Go(now, wrong is null ? speed : _player.Speed);
                if (wrong is not null)
                {
                    _lane.Refuse(Subscriber, FaultCodes.BadValue, wrong);
                    return;
                }

                break;
            case PauseMessage or ResumeMessage or StepMessage when State == TapeState.Ended:
                _lane.Refuse(Subscriber, "tape_ended", "all is played; seek somewhere first");
                return;
            case StepMessage step:
                (State, _steps) = (TapeState.Paused, step.Ticks);
                return;
            case PauseMessage:
                (State, _steps) = (TapeState.Paused, 0);
                break;
            case ResumeMessage:
                (State, _steps) = (TapeState.Playing, 0);
                _player.Go(now, _player.Speed);
                break;
        }

        TellNews();
    }

    /// <summary>The recording cannot be played on.</summary>
    public void GiveUp(Exception damage)
    {
        State = TapeState.Ended;
        (_relocation, _again, _lane.HoldsCommands, _steps, _owesNews) = (null, [], false, 0, false);
        _lane.Tell(Subscriber, new ErrorReply { Code = "recording_damaged", Message = damage.Message, Fatal = true });
        Subscriber.Close(new CloseReason(1011, "recording_damaged"), failed: false);
    }

    /// <inheritdoc/>
    public void Dispose() => _player.Dispose();

    private bool TryPlay(bool wasHeldUp, out long due)
    {
        due = long.MaxValue;
        long awaited = _lane.NextRelease is var release and not long.MaxValue ? _clock.NanosOf(release) : long.MaxValue;
        if (!_player.TryFind(awaited, TapedLane.HasIntervals(Subscriber), _steps > 0 ? _steps : int.MaxValue, out TapeMoment moment))
        {
            End();
            return true;
        }

        if (_steps == 0)
        {
            long now = _time.GetTimestamp();
            if (wasHeldUp)
            {
                // The time that the socket took is not made up for.
                _player.HeldUp(now, in moment);
            }

            if (_player.DueOf(in moment) is var at && at > now)
            {
                due = at;
                return false;
            }
        }

        _clock.Set(new UnixNanos(moment.Time));
        _market.Feed(_player.Play(in moment), _lane);

        // Told when these ticks have left: replies go ahead of what waits.
        _owesNews = _steps > 0 && (_steps -= moment.Ticks) == 0;
        return true;
    }

    private void End()
    {
        if (_player.NextIsAnotherEpoch)
        {
            BeginRelocation(_player.EnterEpoch);
        }
        else if (_request.Loop && _player.HasPlayed)
        {
            BeginRelocation(_player.Begin);
        }
        else
        {
            (State, _steps) = (TapeState.Ended, 0);
            TellNews();
            if (!_request.StaysAtEnd)
            {
                Subscriber.Close(new CloseReason(1000, "ended"), failed: false);
            }
        }
    }

    // All subscriptions end with what they were told; they begin again where the tape will be.
    private void BeginRelocation(Func<TapeStanding> relocation)
    {
        _lane.HoldsCommands = true;
        (_relocation, _steps, _owesNews) = (relocation, 0, false);
        _again = _lane.EndAll(Subscriber);
    }

    private void Relocate()
    {
        TapeStanding standing = _relocation!();
        _relocation = null;
        _digest.ForgetAll();
        _lane.Forget();
        _clock.Set(new UnixNanos(_player.Time));
        _market.Stand(standing, _player.Sequence, _lane);
        _player.Go(_time.GetTimestamp(), _player.Speed);
        _lap++;
        TellNews();
        foreach (ClientMessage message in _again)
        {
            _lane.Ask(Subscriber, message);
        }

        (_again, _lane.HoldsCommands) = ([], false);
    }

    private void TellNews()
    {
        _owesNews = false;
        _lane.Tell(Subscriber, new TapeNews
        {
            State = State,
            Sequence = _player.Sequence,
            Time = new UnixNanos(_player.Time),
            Speed = _player.Speed.ToString(),
            Lap = Math.Max(_lap, 0),
        });
    }
}
