using System.Runtime.InteropServices;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// Decompresses zstd, one frame or several, skippable ones among them, through the system's library. It throws where the data is
/// damaged or ends within a frame, after all that came before. For one thread.
/// </summary>
/// <remarks>
/// Memory is bounded: two buffers here, and a window of at most 128 MiB in the library, which refuses frames that want more.
/// The library is fed what it asks for, block by block, because what a call has decompressed is lost when the same call fails.
/// </remarks>
internal sealed class ZstdStream : ForwardStream
{
    private const int InputBytes = 128 * 1024;
    private const int OutputBytes = 128 * 1024;

    // The shortest header of a frame: what is fed when it is not known what comes.
    private const int FirstBytes = 5;

    private readonly Stream _stored;
    private readonly ZstdLibrary _library;
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(InputBytes, pinned: true);
    private readonly byte[] _output = GC.AllocateUninitializedArray<byte>(OutputBytes, pinned: true);
    private nint _stream;
    private int _inputStart;
    private int _inputEnd;
    private int _outputStart;
    private int _outputEnd;
    private int _wanted = FirstBytes;
    private bool _inFrame;
    private bool _outputWasFull;

    /// <summary>Decompresses what is stored from where it stands; it is disposed with this.</summary>
    /// <exception cref="IOException">The system has no libzstd.</exception>
    public ZstdStream(Stream stored)
    {
        _library = ZstdLibrary.Instance;
        _stored = stored;
        _stream = _library.CreateStream();
    }

    /// <summary>Frees the library's memory, should nobody have disposed of this.</summary>
    ~ZstdStream() => Free();

    /// <summary>Whether a stream begins with a zstd frame, be it one to skip.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) =>
        head.StartsWith<byte>([0x28, 0xB5, 0x2F, 0xFD]) || (head.Length >= 4 && head[0] >> 4 == 5 && head[1..].StartsWith<byte>([0x2A, 0x4D, 0x18]));

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The data is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_stream == 0, this);
        while (_outputStart == _outputEnd && !buffer.IsEmpty)
        {
            if (!_outputWasFull && _inputStart == _inputEnd && !Fill())
            {
                return 0;
            }

            Decompress();
        }

        int given = Math.Min(buffer.Length, _outputEnd - _outputStart);
        _output.AsSpan(_outputStart, given).CopyTo(buffer);
        _outputStart += given;
        return given;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        Free();
        if (disposing)
        {
            _stored.Dispose();
        }

        base.Dispose(disposing);
    }

    private bool Fill()
    {
        _inputStart = 0;
        _inputEnd = _stored.Read(_input, 0, _input.Length);
        return _inputEnd > 0 || (_inFrame ? throw new InvalidDataException("the zstd data ends too early") : false);
    }

    private void Decompress()
    {
        var input = new ZstdBuffer
        {
            Address = Marshal.UnsafeAddrOfPinnedArrayElement(_input, _inputStart),
            Size = (nuint)Math.Min(_wanted, _inputEnd - _inputStart),
        };
        var output = new ZstdBuffer { Address = Marshal.UnsafeAddrOfPinnedArrayElement(_output, 0), Size = OutputBytes };
        int wanted = _library.Decompress(_stream, ref output, ref input);
        _inFrame = wanted > 0;
        _wanted = _inFrame ? wanted : FirstBytes;
        _inputStart += (int)input.Position;
        _outputStart = 0;
        _outputEnd = (int)output.Position;
        _outputWasFull = _outputEnd == OutputBytes;
    }

    private void Free()
    {
        if (_stream != 0)
        {
            _library.Release(_stream);
            _stream = 0;
        }
    }
}
