using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Ticker.Protocol;

/// <summary>
/// Puts MessagePack objects at a place in memory, always in their smallest form. There is no bounds check:
/// the caller has made sure of room for the largest form.
/// </summary>
internal static class MessagePackBytes
{
    /// <summary>The most bytes of an integer.</summary>
    public const int MaxInteger = 9;

    /// <summary>The most bytes of a container's or a string's header.</summary>
    public const int MaxHeader = 5;

    /// <summary>Puts an integer that is not negative; returns the place after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte PutUnsigned(ref byte at, ulong value)
    {
        if (value <= MessagePackCode.MaxFixInt)
        {
            at = (byte)value;
            return ref Unsafe.Add(ref at, 1);
        }

        if (value <= uint.MaxValue)
        {
            if (value > ushort.MaxValue)
            {
                at = MessagePackCode.UInt32;
                Put32(ref Unsafe.Add(ref at, 1), (uint)value);
                return ref Unsafe.Add(ref at, 5);
            }

            if (value > byte.MaxValue)
            {
                at = MessagePackCode.UInt16;
                Put16(ref Unsafe.Add(ref at, 1), (ushort)value);
                return ref Unsafe.Add(ref at, 3);
            }

            at = MessagePackCode.UInt8;
            Unsafe.Add(ref at, 1) = (byte)value;
            return ref Unsafe.Add(ref at, 2);
        }

        at = MessagePackCode.UInt64;
        Put64(ref Unsafe.Add(ref at, 1), value);
        return ref Unsafe.Add(ref at, 9);
    }

    /// <summary>Puts an integer; returns the place after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte PutSigned(ref byte at, long value)
    {
        if (value >= 0)
        {
            return ref PutUnsigned(ref at, (ulong)value);
        }

        return ref PutNegative(ref at, value);
    }

    /// <summary>Puts nil; returns the place after it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref byte PutNil(ref byte at)
    {
        at = MessagePackCode.Nil;
        return ref Unsafe.Add(ref at, 1);
    }

    /// <summary>Puts the header of an array; returns the place after it.</summary>
    public static ref byte PutArrayHeader(ref byte at, uint count) =>
        ref PutHeader(ref at, count, MessagePackCode.MinFixArray, 15, 0, MessagePackCode.Array16);

    /// <summary>Puts the header of a map of <paramref name="count"/> pairs; returns the place after it.</summary>
    public static ref byte PutMapHeader(ref byte at, uint count) =>
        ref PutHeader(ref at, count, MessagePackCode.MinFixMap, 15, 0, MessagePackCode.Map16);

    /// <summary>Puts the header of a string of <paramref name="bytes"/> bytes; returns the place after it.</summary>
    public static ref byte PutStringHeader(ref byte at, uint bytes) =>
        ref PutHeader(ref at, bytes, MessagePackCode.MinFixString, 31, MessagePackCode.String8, MessagePackCode.String16);

    // The 32-bit form's code always follows the 16-bit form's; code8 is 0 where there is no 8-bit form.
    private static ref byte PutHeader(ref byte at, uint count, byte fix, uint maxFix, byte code8, byte code16)
    {
        if (count <= maxFix)
        {
            at = (byte)(fix | count);
            return ref Unsafe.Add(ref at, 1);
        }

        if (code8 != 0 && count <= byte.MaxValue)
        {
            at = code8;
            Unsafe.Add(ref at, 1) = (byte)count;
            return ref Unsafe.Add(ref at, 2);
        }

        if (count <= ushort.MaxValue)
        {
            at = code16;
            Put16(ref Unsafe.Add(ref at, 1), (ushort)count);
            return ref Unsafe.Add(ref at, 3);
        }

        at = (byte)(code16 + 1);
        Put32(ref Unsafe.Add(ref at, 1), count);
        return ref Unsafe.Add(ref at, 5);
    }

    private static ref byte PutNegative(ref byte at, long value)
    {
        if (value >= -32)
        {
            at = (byte)value;
            return ref Unsafe.Add(ref at, 1);
        }

        if (value >= sbyte.MinValue)
        {
            at = MessagePackCode.Int8;
            Unsafe.Add(ref at, 1) = (byte)value;
            return ref Unsafe.Add(ref at, 2);
        }

        if (value >= short.MinValue)
        {
            at = MessagePackCode.Int16;
            Put16(ref Unsafe.Add(ref at, 1), (ushort)value);
            return ref Unsafe.Add(ref at, 3);
        }

        if (value >= int.MinValue)
        {
            at = MessagePackCode.Int32;
            Put32(ref Unsafe.Add(ref at, 1), (uint)value);
            return ref Unsafe.Add(ref at, 5);
        }

        at = MessagePackCode.Int64;
        Put64(ref Unsafe.Add(ref at, 1), (ulong)value);
        return ref Unsafe.Add(ref at, 9);
    }

    private static void Put16(ref byte at, ushort value) =>
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private static void Put32(ref byte at, uint value) =>
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);

    private static void Put64(ref byte at, ulong value) =>
        Unsafe.WriteUnaligned(ref at, BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(value) : value);
}
