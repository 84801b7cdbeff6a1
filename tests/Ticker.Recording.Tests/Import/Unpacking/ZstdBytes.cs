using System.Runtime.InteropServices;

namespace Ticker.Recording.Tests.Import.Unpacking;

/// <summary>Compresses with the system's libzstd: a frame for each call.</summary>
internal static class ZstdBytes
{
    public static byte[] Compress(byte[] content, int level = 3)
    {
        var stored = new byte[(int)CompressBound((nuint)content.Length)];
        nuint length = Compress(stored, (nuint)stored.Length, content, (nuint)content.Length, level);
        return stored[..(int)length];
    }

    /// <summary>A frame that decompressors pass over.</summary>
    public static byte[] Skippable(byte[] content) =>
        [0x5A, 0x2A, 0x4D, 0x18, .. BitConverter.GetBytes(content.Length), .. content];

    [DllImport("libzstd.so.1", EntryPoint = "ZSTD_compressBound")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint CompressBound(nuint size);

    [DllImport("libzstd.so.1", EntryPoint = "ZSTD_compress")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nuint Compress([Out] byte[] output, nuint capacity, byte[] input, nuint size, int level);
}
