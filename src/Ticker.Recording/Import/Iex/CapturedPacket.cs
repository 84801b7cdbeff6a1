namespace Ticker.Recording.Import.Iex;

/// <summary>A packet as it was captured.</summary>
internal readonly ref struct CapturedPacket
{
    /// <summary>Its bytes from the Ethernet header on, as many as were kept.</summary>
    public required ReadOnlySpan<byte> Bytes { get; init; }

    /// <summary>When the capturing host received it, ns since the UNIX epoch; 0 where the capture does not say.</summary>
    public required long Time { get; init; }

    /// <summary>Whether the capture kept only its beginning.</summary>
    public required bool IsCut { get; init; }

    /// <summary>Whether it came over Ethernet.</summary>
    public required bool IsEthernet { get; init; }
}
