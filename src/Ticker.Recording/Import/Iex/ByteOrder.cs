using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>Reads numbers in the order of bytes that a capture has.</summary>
/// <param name="IsBig">Whether the most significant byte comes first.</param>
internal readonly record struct ByteOrder(bool IsBig)
{
    /// <summary>Reads two bytes.</summary>
    public ushort U16(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    /// <summary>Reads four bytes.</summary>
    public uint U32(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Reads eight bytes.</summary>
    public long I64(ReadOnlySpan<byte> bytes) => IsBig ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes);
}
