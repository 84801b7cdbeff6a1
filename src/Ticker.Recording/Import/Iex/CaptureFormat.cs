using System.Buffers.Binary;

namespace Ticker.Recording.Import.Iex;

/// <summary>Captures of network packets: pcap and pcapng, told by their first bytes. Stateless.</summary>
internal static class CaptureFormat
{
    /// <summary>The most bytes of a packet: more than any tool keeps of one.</summary>
    public const int MaxPacketBytes = 256 * 1024;

    /// <summary>The most bytes that a reader takes at once: a packet and what stands around it.</summary>
    public const int MaxTaken = MaxPacketBytes + 1024;

    /// <summary>The number of Ethernet among the link types.</summary>
    public const int Ethernet = 1;

    /// <summary>Whether a content is a capture.</summary>
    public static bool Recognizes(ReadOnlySpan<byte> head) => IsPcapng(head) || PcapReader.Recognizes(head);

    /// <summary>Makes a reader of whichever it is.</summary>
    /// <param name="head">The first bytes.</param>
    /// <param name="bytes">The content at its beginning.</param>
    /// <exception cref="RecordingFormatException">Its header is damaged.</exception>
    public static IPacketReader Open(ReadOnlySpan<byte> head, ContentBytes bytes) => IsPcapng(head) ? new PcapngReader(bytes) : new PcapReader(bytes);

    // The type of its first block reads the same from both ends; the order of bytes is told in the block.
    private static bool IsPcapng(ReadOnlySpan<byte> head) => head.Length >= 4 && BinaryPrimitives.ReadUInt32LittleEndian(head) == PcapngReader.SectionHeader;
}
