using System.Runtime.InteropServices;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>A piece of memory as libzstd takes it (<c>ZSTD_inBuffer</c>, <c>ZSTD_outBuffer</c>), and how far it is used.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct ZstdBuffer
{
    /// <summary>Where it is; the memory does not move.</summary>
    public nint Address;

    /// <summary>How long it is, in bytes.</summary>
    public nuint Size;

    /// <summary>How much of it is used, in bytes.</summary>
    public nuint Position;
}
