using System.Buffers.Binary;
using Ticker.Model;

namespace Ticker.Engine.Deliver;

/// <summary>One message of <see cref="FrameShape.Parts"/>, with what its head tells.</summary>
public readonly ref struct FramePart
{
    /// <summary>The bytes in front of a message: its length, its standing, whether it tells a position, and that.</summary>
    internal const int Head = 24;

    private const int StandingAt = 4;
    private const int ToldAt = 5;
    private const int EpochAt = 8;
    private const int SequenceAt = 16;

    private FramePart(ReadOnlySpan<byte> message, StreamPosition? resume, PartStanding standing)
    {
        Message = message;
        Resume = resume;
        Standing = standing;
    }

    /// <summary>The message, JSON; empty = it only tells how its subscription stands.</summary>
    public ReadOnlySpan<byte> Message { get; }

    /// <summary>Where to resume after it; null = not known, or as before it.</summary>
    public StreamPosition? Resume { get; }

    /// <summary>How its subscription stands after it.</summary>
    public PartStanding Standing { get; }

    /// <summary>Takes the first of several off; false when there is none.</summary>
    /// <param name="parts">Whole parts, as a sink gets them.</param>
    /// <param name="part">The first.</param>
    public static bool TryTake(ref ReadOnlySpan<byte> parts, out FramePart part)
    {
        part = default;
        if (parts.IsEmpty)
        {
            return false;
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(parts);
        StreamPosition? resume = parts[ToldAt] == 0
            ? null
            : new StreamPosition(BinaryPrimitives.ReadInt64LittleEndian(parts[EpochAt..]), BinaryPrimitives.ReadUInt64LittleEndian(parts[SequenceAt..]));
        part = new FramePart(parts.Slice(Head, length), resume, (PartStanding)parts[StandingAt]);
        parts = parts[(Head + length)..];
        return true;
    }

    /// <summary>Writes what stands in front of a message.</summary>
    internal static void WriteHead(Span<byte> destination, int length, StreamPosition? resume, PartStanding standing)
    {
        BinaryPrimitives.WriteInt32LittleEndian(destination, length);
        destination[StandingAt] = (byte)standing;
        destination[ToldAt] = resume is null ? (byte)0 : (byte)1;
        BinaryPrimitives.WriteInt64LittleEndian(destination[EpochAt..], resume?.Epoch ?? 0);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[SequenceAt..], resume?.Sequence ?? 0);
    }
}
