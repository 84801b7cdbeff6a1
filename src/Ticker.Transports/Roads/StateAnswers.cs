using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.Late;

namespace Ticker.Transports.Roads;

/// <summary>
/// Snapshots, encoded once for all who ask for the same: while one is being made, those who ask meanwhile wait together for
/// the next; and while nothing happens in the stream, the last is good for everybody. Thread-safe.
/// </summary>
/// <param name="options">The limits.</param>
internal sealed class StateAnswers(RoadOptions options)
{
    private const int MostKept = 32;
    private const int LongestKept = 64 * 1024;

    private readonly Dictionary<(string, Entitlements), Making> _makings = [];
    private readonly Dictionary<(string, Entitlements), StateAnswer> _kept = [];

    /// <summary>The state at the position that the stream has now, or a later one.</summary>
    /// <param name="market">Whose state.</param>
    /// <param name="subscribe">What is asked for.</param>
    /// <param name="who">What whoever asks may see.</param>
    /// <returns>What the caller is a user of: it releases the body.</returns>
    public async Task<StateAnswer> GetAsync(Market market, SubscribeMessage subscribe, Entitlements who)
    {
        (string, Entitlements) what = (RestingKey.Of(subscribe), who);
        if (Kept(what, market.Pipeline.Position) is { } kept)
        {
            return kept;
        }

        Making making = Join(what, out Task? turn);
        if (turn is not null)
        {
            await turn.ConfigureAwait(false);
            await MakeAsync(what, making, market, subscribe).ConfigureAwait(false);
        }

        StateAnswer answer = await making.Made.Task.ConfigureAwait(false);
        Leave(making, answer);
        return answer;
    }

    // Where it is this caller's to make it: the task to wait for before.
    private Making Join((string, Entitlements) what, out Task? turn)
    {
        turn = null;
        lock (_makings)
        {
            if (!_makings.TryGetValue(what, out Making? now))
            {
                turn = Task.CompletedTask;
                _makings[what] = now = new Making();
                now.Users = 1;
                return now;
            }

            if (now.Next is null)
            {
                turn = now.Made.Task;
                now.Next = new Making();
            }

            now.Next.Users++;
            return now.Next;
        }
    }

    private async Task MakeAsync((string, Entitlements Who) what, Making making, Market market, SubscribeMessage subscribe)
    {
        var answer = new StateAnswer(AnswerEnd.Gone);
        try
        {
            answer = await GatherAsync(market, subscribe, what.Who).ConfigureAwait(false);
            Keep(what, answer);
        }
        finally
        {
            lock (_makings)
            {
                if (making.Next is null)
                {
                    _makings.Remove(what);
                }
                else
                {
                    _makings[what] = making.Next;
                }
            }

            making.Made.SetResult(answer);
        }
    }

    private async Task<StateAnswer> GatherAsync(Market market, SubscribeMessage subscribe, Entitlements who)
    {
        if (Asker.TryJoin(market, Road.Snapshot, options, who, wait: null, static _ => { }) is not { } asker)
        {
            return new StateAnswer(AnswerEnd.NoMemory);
        }

        try
        {
            AnswerEnd end = await asker.AskAsync(subscribe, CancellationToken.None).ConfigureAwait(false);
            if (end != AnswerEnd.Whole)
            {
                return new StateAnswer(end) { Refusal = asker.Sink.Refusal };
            }

            AnswerBody body = asker.TakeBody();
            return new StateAnswer(end) { Body = body, Position = asker.Sink.Resume, Tag = StateAnswer.TagOf(body.Bytes) };
        }
        finally
        {
            await asker.EndAsync().ConfigureAwait(false);
        }
    }

    // Each has a share of its own, and the one that it was made with goes with the last.
    private void Leave(Making making, StateAnswer answer)
    {
        bool shared = answer.Body?.TryShare() == true;
        lock (_makings)
        {
            if (--making.Users == 0 && shared)
            {
                answer.Body!.Release();
            }
        }
    }

    private StateAnswer? Kept((string, Entitlements) what, StreamPosition now)
    {
        lock (_kept)
        {
            return _kept.TryGetValue(what, out StateAnswer? kept) && kept.Position == now && kept.Body!.TryShare() ? kept : null;
        }
    }

    private void Keep((string, Entitlements) what, StateAnswer answer)
    {
        lock (_kept)
        {
            if (_kept.Remove(what, out StateAnswer? before))
            {
                before.Body!.Release();
            }

            if (answer.Body is not { Bytes.Length: <= LongestKept } body)
            {
                return;
            }

            if (_kept.Count == MostKept)
            {
                foreach (StateAnswer old in _kept.Values)
                {
                    old.Body!.Release();
                }

                _kept.Clear();
            }

            body.TryShare();
            _kept[what] = answer;
        }
    }

    private sealed class Making
    {
        public TaskCompletionSource<StateAnswer> Made { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Making? Next { get; set; }

        public int Users { get; set; }
    }
}
