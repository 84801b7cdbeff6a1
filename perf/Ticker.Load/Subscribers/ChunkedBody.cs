namespace Ticker.Load.Subscribers;

/// <summary>Takes the chunks' heads out of a body that comes in pieces (RFC 9112, section 7.1), without extensions.</summary>
internal sealed class ChunkedBody
{
    private const int LineEnd = 2;

    private int _size;
    private int _left;
    private int _skip;

    /// <summary>Moves what belongs to the body to the front.</summary>
    /// <param name="bytes">What came next.</param>
    /// <returns>How many bytes that is.</returns>
    /// <exception cref="IOException">The body has ended.</exception>
    public int Unwrap(Span<byte> bytes)
    {
        int to = 0;
        int at = 0;
        while (at < bytes.Length)
        {
            if (_left > 0)
            {
                int count = Math.Min(_left, bytes.Length - at);
                bytes.Slice(at, count).CopyTo(bytes[to..]);
                (to, at, _left) = (to + count, at + count, _left - count);
                (_size, _skip) = (0, LineEnd);
                continue;
            }

            byte next = bytes[at++];
            if (_skip > 0)
            {
                _skip--;
            }
            else if (next == '\n')
            {
                _left = _size > 0 ? _size : throw new IOException("the server ended an answer without end");
            }
            else if (next != '\r')
            {
                _size = (_size << 4) | (next <= '9' ? next - '0' : (next | 0x20) - 'a' + 10);
            }
        }

        return to;
    }
}
