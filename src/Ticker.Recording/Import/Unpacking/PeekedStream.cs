namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// A stream whose first bytes have been looked at: it gives them again and then the rest. Where the source is damaged, it says
/// so after all that came before, and keeps saying so. For one thread.
/// </summary>
internal sealed class PeekedStream : ForwardStream
{
    // A file may be compressed more than once by mistake; more often than this it is made to be.
    private const int MaxLayers = 3;

    private readonly Stream _source;
    private readonly byte[] _head;
    private readonly int _length;
    private int _given;

    private PeekedStream(Stream source, int most)
    {
        _source = source;
        _head = new byte[most];
        try
        {
            int read;
            while (_length < most && (read = source.Read(_head, _length, most - _length)) > 0)
            {
                _length += read;
            }

            HeadIsAll = _length < most;
        }
        catch (InvalidDataException damage)
        {
            Damage = damage;
        }
    }

    /// <summary>The first bytes.</summary>
    public ReadOnlySpan<byte> Head => _head.AsSpan(0, _length);

    /// <summary>Whether <see cref="Head"/> is all there is.</summary>
    public bool HeadIsAll { get; }

    /// <summary>What broke the source off; null as long as nothing did.</summary>
    public InvalidDataException? Damage { get; private set; }

    /// <summary>Takes off every layer of compression that the first bytes tell of.</summary>
    /// <param name="stored">The bytes as stored; disposed with the result.</param>
    /// <param name="most">How many bytes to look at.</param>
    /// <param name="packed">Whether there was a layer.</param>
    public static PeekedStream Unpack(Stream stored, int most, out bool packed)
    {
        var stream = new PeekedStream(stored, most);
        packed = false;
        for (int layer = 0; layer < MaxLayers && Compression.Decompress(stream) is { } inner; layer++)
        {
            stream = new PeekedStream(inner, most);
            packed = true;
        }

        return stream;
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The source is damaged, or ends before its end.</exception>
    public override int Read(Span<byte> buffer)
    {
        if (_given < _length)
        {
            int given = Math.Min(buffer.Length, _length - _given);
            _head.AsSpan(_given, given).CopyTo(buffer);
            _given += given;
            return given;
        }

        if (Damage is not null)
        {
            throw new InvalidDataException(Damage.Message, Damage);
        }

        try
        {
            return HeadIsAll ? 0 : _source.Read(buffer);
        }
        catch (InvalidDataException damage)
        {
            Damage = damage;
            throw;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _source.Dispose();
        }

        base.Dispose(disposing);
    }
}
