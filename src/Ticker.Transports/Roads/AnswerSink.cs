using System.Buffers;
using System.Globalization;
using Ticker.Engine.Deliver;
using Ticker.Engine.Memory;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Roads;

/// <summary>
/// The way out of an answer that ends: keeps what a subscriber is sent, as events, until there is enough to answer with,
/// and then takes nothing more. What it has taken by then is the answer, and where to go on after it is exactly known.
/// The lane sends; the request's task reads what is kept when <see cref="Done"/> has completed.
/// </summary>
/// <param name="road">A poll ends when something has come, a snapshot when the state is whole.</param>
/// <param name="options">How long an answer may be.</param>
/// <param name="memory">What it may hold: the lane has taken its allotment with the connection.</param>
internal sealed class AnswerSink(Road road, RoadOptions options, MemoryShare memory) : IFrameSink
{
    private const int Smallest = 4 * 1024;

    private readonly TaskCompletionSource<AnswerEnd> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _bytes = [];
    private int _count;
    private int _looked;
    private bool _hasNews;
    private bool _isLive;
    private bool _isTimeUp;

    /// <summary>Completes when the answer is there, or none can be, with why.</summary>
    public Task<AnswerEnd> Done => _done.Task;

    /// <summary>What was sent, as server-sent events, each ended by a blank line.</summary>
    public ReadOnlyMemory<byte> Events => _bytes.AsMemory(0, _looked);

    /// <summary>Where to go on after it; null = not known.</summary>
    public StreamPosition? Resume { get; private set; }

    /// <summary>The accounts of what was asked for, as of the end of the answer; null = it had not begun.</summary>
    public Statement? Statement { get; set; }

    /// <inheritdoc/>
    public void Attach(Action writable)
    {
        // It takes everything, or has ended.
    }

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        AnswerEnd? end = TryKeep(frames.Length) ? Keep(frames) : AnswerEnd.NoMemory;
        if (end is null)
        {
            return SendOutcome.Sent;
        }

        _done.TrySetResult(end.Value);
        return SendOutcome.Enough;
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        // The answer's end follows when the request is over.
    }

    /// <summary>The connection is over without an answer. Only when the lane has let go.</summary>
    public void Abandon() => _done.TrySetResult(AnswerEnd.Gone);

    /// <summary>Gives the memory back. Only when the lane has let go.</summary>
    public void Release()
    {
        byte[] bytes = _bytes;
        (_bytes, _count, _looked) = ([], 0, 0);
        if (bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(bytes);
            memory.Return(bytes.Length);
        }
    }

    private bool TryKeep(int more)
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

        _bytes.AsSpan(0, _count).CopyTo(larger);
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            memory.Return(_bytes.Length);
        }

        _bytes = larger;
        return true;
    }

    // Null while there is not enough. What follows the last event that was looked at is no part of the answer.
    private AnswerEnd? Keep(ReadOnlySpan<byte> frames)
    {
        frames.CopyTo(_bytes.AsSpan(_count));
        _count += frames.Length;
        while (EventBlock.TryRead(_bytes.AsSpan(_looked, _count - _looked), out EventBlock block))
        {
            _looked += block.Length;
            if (Look(block) is { } end)
            {
                return end == AnswerEnd.Whole && _looked > options.MaxAnswer ? AnswerEnd.TooLong : end;
            }
        }

        bool isWhole = _isLive && (_hasNews || _isTimeUp);
        return road == Road.Poll && (isWhole || (_hasNews && Resume is not null && _looked >= options.PollBytes)) ? AnswerEnd.Whole
            : _count > options.MaxAnswer ? AnswerEnd.TooLong
            : null;
    }

    private AnswerEnd? Look(EventBlock block)
    {
        if (block.Id.Length > 0)
        {
            Resume = ReadPosition(block.Id);
        }

        if (block.Name.SequenceEqual("seam"u8))
        {
            _isLive = true;
            return road == Road.Snapshot ? AnswerEnd.Whole : null;
        }

        // The first heartbeat is due when a poll has waited as long as it may.
        _isTimeUp |= block.IsComment;
        bool isRefusal = block.Name.SequenceEqual("error"u8) || block.Name.SequenceEqual("close"u8);
        _hasNews |= !block.IsComment && !isRefusal && !block.Name.SequenceEqual("subscribed"u8);
        return isRefusal ? AnswerEnd.Refused : null;
    }

    private static StreamPosition ReadPosition(ReadOnlySpan<byte> id)
    {
        int colon = id.IndexOf((byte)':');
        return new StreamPosition(
            long.Parse(id[..colon], NumberStyles.None, CultureInfo.InvariantCulture),
            ulong.Parse(id[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
