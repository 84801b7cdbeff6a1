using System.Runtime.ExceptionServices;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// Reads a stream ahead on a thread of its own, so that unpacking and understanding what was unpacked go on at once. What the
/// stream throws is thrown after all that came before it, and again at every further call. For one thread.
/// </summary>
/// <remarks>
/// It is at most <see cref="Pieces"/> pieces of <see cref="PieceBytes"/> ahead. The first <see cref="AloneBytes"/> are read by
/// the caller's own thread: looking at a file's first bytes, or reading a small one, is not worth another.
/// </remarks>
internal sealed class AheadStream : ForwardStream
{
    /// <summary>How many pieces it holds at most.</summary>
    public const int Pieces = 2;

    /// <summary>The bytes of a piece.</summary>
    public const int PieceBytes = 512 * 1024;

    /// <summary>How many bytes are read without a thread.</summary>
    public const int AloneBytes = 1024 * 1024;

    private readonly Stream _source;
    private readonly int[] _lengths = new int[Pieces];
    private readonly SemaphoreSlim _empty = new(Pieces);
    private readonly SemaphoreSlim _filled = new(0);
    private byte[][]? _pieces;
    private Thread? _thread;
    private ExceptionDispatchInfo? _failure;
    private volatile bool _isStopped;
    private int _alone;
    private int _piece = -1;
    private int _start;
    private int _end;
    private bool _isLast;

    /// <summary>Reads a stream from where it stands; it is disposed with this.</summary>
    public AheadStream(Stream source) => _source = source;

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_isStopped, this);
        if (buffer.IsEmpty)
        {
            return 0;
        }

        if (_alone < AloneBytes)
        {
            int read = _source.Read(buffer[..Math.Min(buffer.Length, AloneBytes - _alone)]);
            _alone += read;
            return read;
        }

        if (_start == _end && !TakePiece())
        {
            _failure?.Throw();
            return 0;
        }

        int given = Math.Min(buffer.Length, _end - _start);
        _pieces![_piece].AsSpan(_start, given).CopyTo(buffer);
        _start += given;
        return given;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isStopped)
        {
            _isStopped = true;
            _empty.Release();
            _thread?.Join();
            _source.Dispose();
            _empty.Dispose();
            _filled.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool TakePiece()
    {
        if (_isLast)
        {
            return false;
        }

        if (_thread is null)
        {
            _pieces = [.. Enumerable.Range(0, Pieces).Select(_ => GC.AllocateUninitializedArray<byte>(PieceBytes))];
            _thread = new Thread(ReadAhead) { Name = "unpacking", IsBackground = true };
            _thread.Start();
        }
        else
        {
            _empty.Release();
        }

        _filled.Wait();
        _piece = (_piece + 1) % Pieces;
        (_start, _end) = (0, _lengths[_piece]);
        _isLast = _end < PieceBytes;
        return _end > 0;
    }

    // A piece that is not full is the last: the stream has ended, or thrown.
    private void ReadAhead()
    {
        int length = PieceBytes;
        for (int piece = 0; length == PieceBytes; piece = (piece + 1) % Pieces)
        {
            _empty.Wait();
            if (_isStopped)
            {
                return;
            }

            length = 0;
            try
            {
                int read;
                while (length < PieceBytes && (read = _source.Read(_pieces![piece], length, PieceBytes - length)) > 0)
                {
                    length += read;
                }
            }
            catch (Exception failure)
            {
                // Whatever it is, it is told to whoever reads.
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            _lengths[piece] = length;
            _filled.Release();
        }
    }
}
