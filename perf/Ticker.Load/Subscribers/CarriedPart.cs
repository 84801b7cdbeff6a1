using System.Net.Sockets;
using System.Numerics;

namespace Ticker.Load.Subscribers;

/// <summary>
/// What a subscriber has received and cannot use yet: it stands in front of what comes next, in the buffer that all
/// subscribers of a thread share.
/// </summary>
internal sealed class CarriedPart
{
    private byte[] _bytes = [];

    /// <summary>How many bytes are carried.</summary>
    public int Length { get; private set; }

    /// <summary>Puts what is carried into a buffer, and behind it what comes next.</summary>
    /// <param name="socket">Where it comes from.</param>
    /// <param name="buffer">Larger than what may be carried.</param>
    /// <param name="atMost">The most bytes to receive.</param>
    /// <returns>How many bytes came.</returns>
    /// <exception cref="IOException">The server has closed the connection.</exception>
    public int Receive(Socket socket, byte[] buffer, int atMost)
    {
        _bytes.AsSpan(0, Length).CopyTo(buffer);
        int count = socket.Receive(buffer.AsSpan(Length, Math.Min(atMost, buffer.Length - Length)));
        return count > 0 ? count : throw new IOException("the server closed a subscriber's connection");
    }

    /// <summary>Carries a part in the place of what was carried.</summary>
    public void Keep(ReadOnlySpan<byte> part)
    {
        if (_bytes.Length < part.Length)
        {
            _bytes = new byte[(int)BitOperations.RoundUpToPowerOf2((uint)part.Length)];
        }

        part.CopyTo(_bytes);
        Length = part.Length;
    }
}
