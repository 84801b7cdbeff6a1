using System.Runtime.InteropServices;

namespace Ticker.Recording.Import.Unpacking;

/// <summary>
/// The system's libzstd: the runtime has no zstd of its own. Loaded when it is first needed, and not before. Thread-safe.
/// </summary>
internal sealed class ZstdLibrary
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["libzstd.dll", "zstd.dll"] : OperatingSystem.IsMacOS() ? ["libzstd.1.dylib"] : ["libzstd.so.1"];

    private static readonly Lazy<ZstdLibrary?> Loaded = new(() => TryLoad(Names));

    private readonly Create _create;
    private readonly Free _free;
    private readonly DecompressStream _decompress;
    private readonly IsError _isError;
    private readonly GetErrorName _errorName;

    private ZstdLibrary(nint library)
    {
        _create = Find<Create>(library, "ZSTD_createDStream");
        _free = Find<Free>(library, "ZSTD_freeDStream");
        _decompress = Find<DecompressStream>(library, "ZSTD_decompressStream");
        _isError = Find<IsError>(library, "ZSTD_isError");
        _errorName = Find<GetErrorName>(library, "ZSTD_getErrorName");
    }

    private delegate nint Create();

    private delegate nuint Free(nint stream);

    private delegate nuint DecompressStream(nint stream, ref ZstdBuffer output, ref ZstdBuffer input);

    private delegate uint IsError(nuint result);

    private delegate nint GetErrorName(nuint result);

    /// <summary>The library.</summary>
    /// <exception cref="IOException">The system has none.</exception>
    public static ZstdLibrary Instance => Loaded.Value ?? throw Missing(Names);

    /// <summary>Loads the first that is there.</summary>
    /// <exception cref="IOException">None is.</exception>
    public static ZstdLibrary Load(params string[] names) => TryLoad(names) ?? throw Missing(names);

    /// <summary>Makes a decompressor; its owner frees it with <see cref="Release"/>.</summary>
    public nint CreateStream()
    {
        nint stream = _create();
        return stream != 0 ? stream : throw new InsufficientMemoryException("libzstd could not make a decompressor");
    }

    /// <summary>Frees a decompressor.</summary>
    public void Release(nint stream) => _free(stream);

    /// <summary>Decompresses some more.</summary>
    /// <param name="stream">The decompressor.</param>
    /// <param name="output">Where to; its position moves.</param>
    /// <param name="input">Where from; its position moves.</param>
    /// <returns>How many bytes are best fed next; 0 at the end of a frame.</returns>
    /// <exception cref="InvalidDataException">The data is damaged.</exception>
    public int Decompress(nint stream, ref ZstdBuffer output, ref ZstdBuffer input)
    {
        nuint result = _decompress(stream, ref output, ref input);
        return _isError(result) == 0
            ? (int)Math.Min(result, int.MaxValue)
            : throw new InvalidDataException($"the zstd data cannot be decompressed: {Marshal.PtrToStringUTF8(_errorName(result))}");
    }

    private static ZstdLibrary? TryLoad(string[] names)
    {
        foreach (string name in names)
        {
            if (NativeLibrary.TryLoad(name, typeof(ZstdLibrary).Assembly, DllImportSearchPath.SafeDirectories, out nint library))
            {
                return new ZstdLibrary(library);
            }
        }

        return null;
    }

    private static IOException Missing(string[] names) =>
        new($"this is zstd, and the system has no library to read it: {string.Join(" or ", names)} (Debian's package is libzstd1). Install it, or decompress the file first");

    private static T Find<T>(nint library, string name)
        where T : Delegate => Marshal.GetDelegateForFunctionPointer<T>(NativeLibrary.GetExport(library, name));
}
