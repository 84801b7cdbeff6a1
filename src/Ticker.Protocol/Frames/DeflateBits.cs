using System.Buffers.Binary;
using System.Numerics;

namespace Ticker.Protocol;

/// <summary>Writes the fixed codes of DEFLATE, the lowest bit of each byte first.</summary>
/// <param name="destination">Where to.</param>
/// <remarks>Source: RFC 1951, sections 3.1.1, 3.2.5 and 3.2.6.</remarks>
internal ref struct DeflateBits(Span<byte> destination)
{
    private const int LeastLength = 3;

    private static readonly ushort[] LiteralCodes = new ushort[256];
    private static readonly byte[] LiteralBits = new byte[256];
    private static readonly uint[] LengthCodes = new uint[259];
    private static readonly byte[] LengthBits = new byte[259];
    private static readonly byte[] DistanceCodes = new byte[30];

    private readonly Span<byte> _destination = destination;
    private ulong _bits;
    private int _count;
    private int _length;

    static DeflateBits()
    {
        for (int value = 0; value < 256; value++)
        {
            (LiteralCodes[value], LiteralBits[value]) = value < 144
                ? ((ushort)Reverse(0x30 + value, 8), (byte)8)
                : ((ushort)Reverse(0x190 + value - 144, 9), (byte)9);
        }

        for (int length = LeastLength; length < LengthCodes.Length; length++)
        {
            (int symbol, int extraBits, int extra) = LengthSymbol(length);
            int bits = symbol < 280 ? 7 : 8;
            int code = symbol < 280 ? symbol - 256 : 0xC0 + symbol - 280;
            LengthCodes[length] = (uint)(Reverse(code, bits) | (extra << bits));
            LengthBits[length] = (byte)(bits + extraBits);
        }

        for (int symbol = 0; symbol < DistanceCodes.Length; symbol++)
        {
            DistanceCodes[symbol] = (byte)Reverse(symbol, 5);
        }
    }

    /// <summary>Whether there is no more room: what was put in is lost.</summary>
    public bool IsFull { get; private set; }

    public void PutLiteral(byte value) => Put(LiteralCodes[value], LiteralBits[value]);

    public void PutMatch(int length, int distance)
    {
        Put(LengthCodes[length], LengthBits[length]);
        int from = distance - 1;
        if (from < 4)
        {
            Put(DistanceCodes[from], 5);
            return;
        }

        // Two codes for each power of two, and the rest as it is.
        int extraBits = BitOperations.Log2((uint)from) - 1;
        int symbol = (2 * extraBits) + (from >> extraBits);
        Put(DistanceCodes[symbol] | ((uint)(from & ((1 << extraBits) - 1)) << 5), 5 + extraBits);
    }

    public void Put(uint code, int bits)
    {
        _bits |= (ulong)code << _count;
        _count += bits;
        if (_count >= 32)
        {
            if (_destination.Length - _length < sizeof(uint))
            {
                IsFull = true;
            }
            else
            {
                BinaryPrimitives.WriteUInt32LittleEndian(_destination[_length..], (uint)_bits);
                _length += sizeof(uint);
            }

            _bits >>= 32;
            _count -= 32;
        }
    }

    /// <summary>Fills the last byte with zeros.</summary>
    /// <returns>How many bytes were written; 0 = there was not enough room.</returns>
    public int Finish()
    {
        for (; _count > 0 && !IsFull; _count -= 8)
        {
            if (_length == _destination.Length)
            {
                IsFull = true;
                break;
            }

            _destination[_length++] = (byte)_bits;
            _bits >>= 8;
        }

        return IsFull ? 0 : _length;
    }

    // 257 is a length of 3; from 11 on four codes for each power of two; 258 has one of its own.
    private static (int Symbol, int ExtraBits, int Extra) LengthSymbol(int length)
    {
        int from = length - LeastLength;
        if (length == 258)
        {
            return (285, 0, 0);
        }

        if (from < 8)
        {
            return (257 + from, 0, 0);
        }

        int extraBits = BitOperations.Log2((uint)from) - 2;
        return (257 + (4 * extraBits) + (from >> extraBits), extraBits, from & ((1 << extraBits) - 1));
    }

    // Codes are told highest bit first, all else lowest first.
    private static int Reverse(int code, int bits)
    {
        int reversed = 0;
        for (int bit = 0; bit < bits; bit++)
        {
            reversed |= ((code >> bit) & 1) << (bits - 1 - bit);
        }

        return reversed;
    }
}
