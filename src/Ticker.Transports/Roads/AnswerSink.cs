using System.Buffers;
using System.Buffers.Text;
using System.Text;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Roads;

/// <summary>
/// The way out of answers that end: puts what a subscriber is sent together to the body of an answer, until there is
/// enough, and then takes nothing more until it is asked again. Where to go on after an answer is exactly known. The lane
/// sends until <see cref="Done"/> has completed, then it is the request's until <see cref="Again"/>.
/// </summary>
/// <param name="road">A poll ends when something has come, a snapshot when the state is whole.</param>
/// <param name="options">How long an answer may be.</param>
/// <param name="memory">What it may hold.</param>
internal sealed class AnswerSink(Road road, RoadOptions options, MemoryShare memory) : IFrameSink
{
    private const int Smallest = 4 * 1024;

    // The beginning, and the cursor at the end. What is sent is no shorter with all that stands around it than in the answer.
    private const int Slack = 128;

    private readonly UnknownNames _unknown = new();
    private volatile TaskCompletionSource<AnswerEnd> _done = NewDone();
    private readonly ArrayBufferWriter<byte> _statement = new();
    private AnswerEnd? _end;
    private byte[] _bytes = [];
    private int _count;
    private bool _hasNews;
    private bool _isLive;
    private bool _isTimeUp;

    // From its seam until all is told that stood already then.
    private bool _isBeginning;

    /// <summary>Completes when the answer is there, or none can be, with why.</summary>
    public Task<AnswerEnd> Done => _done.Task;

    /// <summary>The sequence of the first tick of the answer; 0 = there is none.</summary>
    public ulong FirstSequence { get; private set; }

    /// <summary>Whether the state is wanted, also where there is nothing in it yet; of the first answer alone.</summary>
    public bool WantsState { get; set; }

    /// <summary>What the lane said instead of an answer; null = nothing.</summary>
    public string? Refusal { get; private set; }

    /// <summary>Where to go on after the answer; null = not known.</summary>
    public StreamPosition? Resume { get; private set; }

    /// <summary>Whether all up to <see cref="Resume"/> was sent and nothing beyond it: whoever goes on there goes on as this one would.</summary>
    public bool IsExact { get; private set; }

    private static ReadOnlySpan<byte> PollStart => "{\"messages\":["u8;

    private static ReadOnlySpan<byte> StateStart => "{\"ticks\":["u8;

    private static ReadOnlySpan<byte> TicksStart => "\"ticks\":["u8;

    private ReadOnlySpan<byte> Start => road == Road.Poll ? PollStart : StateStart;

    /// <inheritdoc/>
    public void Attach(Action writable)
    {
        // It is asked, and asks for nothing.
    }

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        _end = TryMakeRoom(frames.Length + Slack) ? Keep(frames) : AnswerEnd.NoMemory;
        return _end is null ? SendOutcome.Sent : SendOutcome.Answered;
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        // The answer's end follows when the request is over.
    }

    /// <summary>The lane has counted what was sent: the answer is there.</summary>
    public void Finish() => _done.TrySetResult(_end!.Value);

    /// <summary>The connection is over without an answer. Only when the lane has let go.</summary>
    public void Abandon() => _done.TrySetResult(AnswerEnd.Gone);

    /// <summary>Another answer is wanted, after the last.</summary>
    public void Again()
    {
        (WantsState, _hasNews, _isTimeUp, FirstSequence) = (false, false, false, 0);
        _done = NewDone();
    }

    /// <summary>The body of an answer that is whole, which is the caller's to release.</summary>
    /// <param name="statement">The accounts, which are the last message of a poll; null = there are none.</param>
    public AnswerBody TakeBody(Statement? statement)
    {
        if (_count == 0)
        {
            Append(Start);
        }

        if (statement is not null && road == Road.Poll)
        {
            _statement.ResetWrittenCount();
            ServerMessageWriter.Write(_statement, statement, WireEncoding.Json);
            Add(_statement.WrittenSpan);
        }

        Append("]"u8);
        if (road == Road.Snapshot)
        {
            Append(_unknown.Member());
        }
        else if (Resume is { } resume)
        {
            Append(Encoding.UTF8.GetBytes($",\"cursor\":\"{resume}\""));
        }

        Append("}"u8);
        (byte[] bytes, int count) = (_bytes, _count);
        (_bytes, _count) = ([], 0);
        memory.Return(bytes.Length);
        return new AnswerBody(bytes, count, memory.Budget);
    }

    /// <summary>Gives the memory back. Not while the lane sends.</summary>
    public void Release()
    {
        byte[] bytes = _bytes;
        (_bytes, _count) = ([], 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            memory.Return(bytes.Length);
        }
    }

    private static TaskCompletionSource<AnswerEnd> NewDone() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null while there is not enough.
    private AnswerEnd? Keep(ReadOnlySpan<byte> frames)
    {
        bool moreFollows = false;
        while (FramePart.TryTake(ref frames, out FramePart part))
        {
            moreFollows = part.Standing == PartStanding.MoreFollows;
            if (Keep(part) is { } end)
            {
                return _count > options.MaxAnswer ? AnswerEnd.TooLong : end;
            }
        }

        bool isWhole = _isLive && ((_hasNews && !moreFollows) || _isTimeUp || _count >= options.PollBytes);
        bool isEnough = IsExact && _hasNews && _count >= options.PollBytes;
        return _count > options.MaxAnswer ? AnswerEnd.TooLong : road == Road.Poll && (isWhole || isEnough) ? AnswerEnd.Whole : null;
    }

    private AnswerEnd? Keep(in FramePart part)
    {
        Resume = part.Resume ?? Resume;
        _isBeginning &= part.Standing != PartStanding.CaughtUp;
        if (part.Message.IsEmpty)
        {
            IsExact = part.Standing == PartStanding.CaughtUp;
            return null;
        }

        if (!part.Message.StartsWith("{\"ev\":\""u8))
        {
            (_hasNews, IsExact) = (true, part.Standing == PartStanding.CaughtUp);
            FirstSequence = FirstSequence == 0 ? SequenceOf(part.Message) : FirstSequence;
            Add(road == Road.Poll ? part.Message : part.Message[(part.Message.IndexOf(TicksStart) + TicksStart.Length)..^2]);
            return null;
        }

        ReadOnlySpan<byte> named = part.Message["{\"ev\":\""u8.Length..];
        ReadOnlySpan<byte> name = named[..named.IndexOf((byte)'"')];
        if (name.SequenceEqual("heartbeat"u8))
        {
            // The first is due when a poll has waited as long as it may.
            (_isTimeUp, IsExact) = (true, IsExact || part.Resume is not null);
            return null;
        }

        if (name.SequenceEqual("error"u8) || name.SequenceEqual("close"u8))
        {
            Refusal = Encoding.UTF8.GetString(part.Message);
            return AnswerEnd.Refused;
        }

        IsExact = part.Standing == PartStanding.CaughtUp;
        bool isSeam = name.SequenceEqual("seam"u8);
        bool isPage = name.SequenceEqual("subscribed"u8);
        _isLive |= isSeam;
        _isBeginning |= isSeam && part.Standing != PartStanding.CaughtUp;

        // What is stale when it begins is told, and was so before: whoever asks anew each time would be answered each time at once.
        bool isKnown = isPage || (_isBeginning && name.SequenceEqual("notice"u8));
        _hasNews |= isSeam ? WantsState : !isKnown;
        if (road == Road.Poll)
        {
            Add(part.Message);
        }
        else if (isPage)
        {
            _unknown.Add(part.Message);
        }

        return isSeam && road == Road.Snapshot ? AnswerEnd.Whole : null;
    }

    // Of the first tick of a message: nothing before it has quotes of its own.
    private static ulong SequenceOf(ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<byte> rest = message[(message.IndexOf("\"seq\":"u8) + "\"seq\":"u8.Length)..].TrimStart((byte)'"');
        return Utf8Parser.TryParse(rest, out ulong sequence, out _) ? sequence : 0;
    }

    private void Add(ReadOnlySpan<byte> message)
    {
        if (_count == 0)
        {
            Append(Start);
        }

        // Whatever stands there already ends with a bracket or a brace.
        if (_count > Start.Length)
        {
            Append(","u8);
        }

        Append(message);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        if (!TryMakeRoom(bytes.Length))
        {
            // An answer that is whole but for its end.
            Grow(ArrayPool<byte>.Shared.Rent(_count + bytes.Length));
            memory.Hold(_bytes.Length);
        }

        bytes.CopyTo(_bytes.AsSpan(_count));
        _count += bytes.Length;
    }

    private bool TryMakeRoom(int more)
    {
        if (_count + more <= _bytes.Length)
        {
            return true;
        }

        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(Smallest, Math.Max(_count + more, 2 * _bytes.Length)));
        if (!memory.TryHold(larger.Length))
        {
            ArrayPool<byte>.Shared.Return(larger);
            return false;
        }

        Grow(larger);
        return true;
    }

    private void Grow(byte[] larger)
    {
        _bytes.AsSpan(0, _count).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            memory.Return(_bytes.Length);
        }

        _bytes = larger;
    }
}
