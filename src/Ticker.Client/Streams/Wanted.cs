using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Streams;

/// <summary>
/// What a subscription asks for: what was given, and the changes that were not answered yet, or whose state is still to come.
/// Thread-safe.
/// </summary>
/// <param name="request">What is asked for at first.</param>
internal sealed class Wanted(SubscribeMessage request)
{
    private const int Most = 1024;

    private readonly Lock _lock = new();
    private readonly List<Change> _changes = [];
    private volatile SubscribeMessage _given = request;

    /// <summary>What was given, without the changes on their way.</summary>
    public SubscribeMessage Given => _given;

    /// <summary>The oldest change; null where there is none.</summary>
    public ModifyMessage? Next
    {
        get
        {
            lock (_lock)
            {
                return _changes.Count > 0 ? _changes[0].Message : null;
            }
        }
    }

    /// <summary>Takes a change.</summary>
    /// <param name="change">The change.</param>
    /// <param name="isAsked">Whether it is asked for now. Otherwise it is a part of the next subscribe, but for what it adds, which has its state only behind one.</param>
    /// <exception cref="InvalidOperationException">Too many wait for an answer.</exception>
    public void Add(ModifyMessage change, bool isAsked)
    {
        lock (_lock)
        {
            if (!isAsked && change.Add.Count == 0 && _changes.Count == 0)
            {
                _given = Changed(_given, change);
                return;
            }

            if (_changes.Count == Most)
            {
                throw new InvalidOperationException($"more than {Most} changes wait for an answer");
            }

            _changes.Add(new Change(change));
        }
    }

    /// <summary>The changes that are asked for behind a new subscribe, oldest first.</summary>
    public ModifyMessage[] Again()
    {
        lock (_lock)
        {
            _changes.ForEach(change => change.Due = null);
            return [.. _changes.Select(change => change.Message)];
        }
    }

    /// <summary>Takes the pages of an answer, which may be that to the oldest change without one.</summary>
    /// <param name="pages">One comes unasked, too, when an instrument appears; that names nothing that was to be added.</param>
    /// <param name="hasState">Whether the state of what is added comes: then a change is made only once that is there.</param>
    /// <returns>The change that it answers; null where there is none.</returns>
    public ModifyMessage? Answer(IReadOnlyList<Subscribed> pages, bool hasState)
    {
        lock (_lock)
        {
            if (_changes.Find(change => change.Due is null) is not { } oldest || !IsAnswer(oldest.Message, pages))
            {
                return null;
            }

            if (hasState && oldest.Message.Add.Count > 0 && pages.Any(page => page.Instruments.Count > 0))
            {
                oldest.Due = pages[^1].Sequence;
            }
            else
            {
                Hold(oldest);
            }

            return oldest.Message;
        }
    }

    /// <summary>The oldest change without an answer is refused.</summary>
    /// <returns>Whether there was one.</returns>
    public bool Refuse(string code)
    {
        lock (_lock)
        {
            if (_changes.Find(change => change.Due is null) is not { } oldest)
            {
                return false;
            }

            _changes.Remove(oldest);
            if (code == FaultCodes.Forbidden && oldest.Message.Add.Count > 0)
            {
                // Of what was to be added, some may be given.
                _given = Changed(_given, new ModifyMessage { Id = oldest.Message.Id, Add = oldest.Message.Add });
            }

            return true;
        }
    }

    /// <summary>All up to a position is there, also the state of what was added.</summary>
    public void Settle(ulong position)
    {
        lock (_lock)
        {
            foreach (Change change in _changes.Where(change => change.Due <= position).ToArray())
            {
                Hold(change);
            }
        }
    }

    /// <summary>The oldest change is made, or it never will be.</summary>
    public void End(ModifyMessage change, bool isMade)
    {
        lock (_lock)
        {
            if (_changes.Find(one => ReferenceEquals(one.Message, change)) is { } found)
            {
                if (isMade)
                {
                    Hold(found);
                }
                else
                {
                    _changes.Remove(found);
                }
            }
        }
    }

    /// <summary>What is asked for after a change.</summary>
    public static SubscribeMessage Changed(SubscribeMessage request, ModifyMessage change) => request with
    {
        Mode = change.Mode ?? request.Mode,
        IntervalMs = change.IntervalMs ?? request.IntervalMs,
        ConflateTrades = change.ConflateTrades ?? request.ConflateTrades,
        Summary = change.Summary ?? request.Summary,
        OnSlow = change.OnSlow == OnSlow.Default ? request.OnSlow : change.OnSlow,
        Symbols = [.. request.Symbols.Except(change.Remove).Union(change.Add)],
    };

    private static bool IsAnswer(ModifyMessage change, IReadOnlyList<Subscribed> pages) =>
        pages.All(page => page.Instruments.Count + page.Unknown.Count == 0) || change.Add.Any(entry => pages.Any(page => Names(entry, page)));

    private static bool Names(string entry, Subscribed page) =>
        page.Unknown.Contains(entry) || (SymbolPattern.Parse(entry, out SymbolPattern pattern) is null && page.Instruments.Any(instrument => pattern.Matches(instrument.Utf8Name.Span)));

    private void Hold(Change change)
    {
        _changes.Remove(change);
        _given = Changed(_given, change.Message);
    }

    private sealed class Change(ModifyMessage message)
    {
        public ModifyMessage Message => message;

        /// <summary>The position whose seam brings the state of what it adds; null = not answered yet.</summary>
        public ulong? Due { get; set; }
    }
}
