using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>Inflates one gzip message, never beyond a limit, however small the message that claims more is.</summary>
internal static class GzipInflater
{
    private const int FirstBytes = 16 * 1024;

    // Header and trailer of a gzip member. Source: RFC 1952, 2.2.
    private const int LeastBytes = 18;

    /// <summary>Inflates.</summary>
    /// <param name="compressed">The message.</param>
    /// <param name="rented">A buffer from the shared pool, or empty; replaced by a larger one when needed.</param>
    /// <param name="maxBytes">The most bytes that may come out.</param>
    /// <returns>How many bytes came out.</returns>
    /// <exception cref="GrpcException">It is not gzip, or too large.</exception>
    public static int Inflate(ReadOnlyMemory<byte> compressed, ref byte[] rented, int maxBytes)
    {
        using var source = new MemoryStream(ArrayOf(compressed, out int offset), offset, compressed.Length, writable: false);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        int length = 0;
        try
        {
            while (true)
            {
                if (length == rented.Length)
                {
                    Grow(ref rented, length, maxBytes);
                }

                int read = gzip.Read(rented, length, rented.Length - length);
                if (read == 0)
                {
                    break;
                }

                length += read;
                if (length > maxBytes)
                {
                    throw new GrpcException(GrpcStatusCode.ResourceExhausted, $"a message inflates to more than the {maxBytes} bytes that are taken");
                }
            }
        }
        catch (InvalidDataException)
        {
            throw Broken();
        }

        return IsWhole(compressed.Span, length) ? length : throw Broken();
    }

    // The stream takes the end of its source for the end of the data, wherever that is. The last four bytes of a
    // whole member are its length. .NET's own compressor makes nothing at all of an empty message.
    private static bool IsWhole(ReadOnlySpan<byte> compressed, int length) =>
        compressed.IsEmpty || (compressed.Length >= LeastBytes && BinaryPrimitives.ReadUInt32LittleEndian(compressed[^sizeof(uint)..]) == (uint)length);

    private static GrpcException Broken() => new(GrpcStatusCode.Internal, "a message is flagged as compressed, but is not whole gzip");

    private static byte[] ArrayOf(ReadOnlyMemory<byte> memory, out int offset)
    {
        if (MemoryMarshal.TryGetArray(memory, out ArraySegment<byte> segment))
        {
            offset = segment.Offset;
            return segment.Array!;
        }

        offset = 0;
        return memory.ToArray();
    }

    private static void Grow(ref byte[] rented, int length, int maxBytes)
    {
        // One byte more than the limit, so that a message of just the limit is told from a larger one.
        int wanted = (int)Math.Min(Math.Max(FirstBytes, length * 2L), maxBytes + 1L);
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(wanted, length + 1));
        rented.AsSpan(0, length).CopyTo(larger);
        if (rented.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }

        rented = larger;
    }
}
