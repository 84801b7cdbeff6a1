using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The way out where the bytes are transformed on their way (TLS, HTTP/2): a stream, written to once at a time. While a
/// write is under way the sink takes more, up to a limit, as a kernel does for a socket: over HTTP/2 no write completes
/// at once, and a subscriber that is given up for each would never be in step with others. Beyond the limit it is
/// "not now", until what waits is below it again.
/// </summary>
public sealed class StreamSink : IFrameSink
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _outputEnded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Stream _stream;
    private readonly int _mostUnsent;
    private readonly Action _completed;
    private Action _writable = static () => { };
    private TaskCompletionSource? _idle;
    private ConfiguredValueTaskAwaitable.ConfiguredValueTaskAwaiter _write;
    private byte[] _waiting = [];
    private byte[] _writing = [];
    private int _waitingCount;
    private int _writingCount;
    private bool _busy;
    private bool _owed;
    private bool _ends;
    private bool _broken;

    /// <summary>Makes a sink.</summary>
    /// <param name="stream">The upgraded stream, which flushes what is written; its owner closes it.</param>
    /// <param name="mostUnsent">With so many bytes waiting or being written it takes no more.</param>
    public StreamSink(Stream stream, int mostUnsent) => (_stream, _mostUnsent, _completed) = (stream, mostUnsent, Completed);

    /// <summary>Completes when everything has been written, or nothing more can be. To be awaited after the lane has let go.</summary>
    public Task Idle
    {
        get
        {
            lock (_lock)
            {
                return !_busy ? Task.CompletedTask : (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
            }
        }
    }

    /// <summary>Completes when the output was said to end and all before that has been written; a stream has no end of its own, so its owner has to see to it.</summary>
    public Task OutputEnded => _outputEnded.Task;

    /// <inheritdoc/>
    public long Unsent
    {
        get
        {
            lock (_lock)
            {
                return _waitingCount + _writingCount;
            }
        }
    }

    /// <inheritdoc/>
    public void Attach(Action writable) => _writable = writable;

    /// <inheritdoc/>
    public SendOutcome TrySend(ReadOnlySpan<byte> frames)
    {
        lock (_lock)
        {
            if (_broken)
            {
                return SendOutcome.Broken;
            }

            Keep(frames);
            if (_busy)
            {
                return Outcome();
            }

            _busy = true;
        }

        Go();
        lock (_lock)
        {
            return _broken ? SendOutcome.Broken : Outcome();
        }
    }

    /// <inheritdoc/>
    public void EndOutput()
    {
        lock (_lock)
        {
            _ends = true;
            if (!_busy)
            {
                _outputEnded.TrySetResult();
            }
        }
    }

    private SendOutcome Outcome()
    {
        _owed = _waitingCount + _writingCount >= _mostUnsent;
        return _owed ? SendOutcome.Pending : SendOutcome.Sent;
    }

    private void Keep(ReadOnlySpan<byte> frames)
    {
        if (_waiting.Length - _waitingCount < frames.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(_waitingCount + frames.Length);
            _waiting.AsSpan(0, _waitingCount).CopyTo(larger);
            Return(ref _waiting);
            _waiting = larger;
        }

        frames.CopyTo(_waiting.AsSpan(_waitingCount));
        _waitingCount += frames.Length;
    }

    private static void Return(ref byte[] buffer)
    {
        if (buffer.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = [];
        }
    }

    // Writes what waits, piece by piece. When a write does not complete at once, its completion goes on.
    private void Go()
    {
        do
        {
            if (!TryBegin())
            {
                _write.UnsafeOnCompleted(_completed);
                return;
            }
        }
        while (End());
    }

    private void Completed()
    {
        if (End())
        {
            Go();
        }
    }

    // False when the write will complete later. One that cannot even begin is as one that failed.
    [SuppressMessage("Reliability", "CA2012:Use ValueTasks correctly", Justification = "It is consumed once, by the completion; an async method would be an object a send.")]
    private bool TryBegin()
    {
        lock (_lock)
        {
            (_writing, _writingCount, _waiting, _waitingCount) = (_waiting, _waitingCount, _writing, 0);
        }

        try
        {
            _write = _stream.WriteAsync(_writing.AsMemory(0, _writingCount)).ConfigureAwait(false).GetAwaiter();
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            _write = ValueTask.FromException(gone).ConfigureAwait(false).GetAwaiter();
        }

        return _write.IsCompleted;
    }

    // True when there is more to write.
    private bool End()
    {
        bool whole = true;
        try
        {
            _write.GetResult();
        }
        catch (Exception gone) when (IsEnd(gone))
        {
            whole = false;
        }

        bool more;
        bool callsBack;
        TaskCompletionSource? idle = null;
        lock (_lock)
        {
            _writingCount = 0;
            _broken |= !whole;
            _waitingCount = _broken ? 0 : _waitingCount;
            more = _waitingCount > 0;
            callsBack = _owed && _waitingCount < _mostUnsent;
            _owed &= !callsBack;
            if (!more)
            {
                Return(ref _waiting);
                Return(ref _writing);
                (_busy, idle, _idle) = (false, _idle, null);
                if (_ends)
                {
                    _outputEnded.TrySetResult();
                }
            }
        }

        if (callsBack)
        {
            _writable();
        }

        idle?.TrySetResult();
        return more;
    }

    private static bool IsEnd(Exception gone) =>
        gone is IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;
}
