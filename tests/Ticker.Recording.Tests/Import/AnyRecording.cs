using FsCheck;
using FsCheck.Fluent;

namespace Ticker.Recording.Tests.Import;

/// <summary>Bytes that may be anything, and what must be true of them when they are opened as a recording.</summary>
internal static class AnyRecording
{
    /// <summary>Whether it is read as <see cref="ReadOrRefused"/> promises, in bounded memory.</summary>
    public static bool IsReadOrRefused(byte[] bytes, string name)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        ReadOrRefused.Read(bytes, name, out _);
        return GC.GetAllocatedBytesForCurrentThread() - before < ReadOrRefused.MostReserved;
    }

    /// <summary>As <see cref="IsReadOrRefused(byte[], string)"/>, of a file whose name says nothing.</summary>
    public static bool IsReadOrRefused(byte[] bytes) => IsReadOrRefused(bytes, "any");

    /// <summary>One to four changes of a file of that length.</summary>
    public static Arbitrary<ByteChange[]> ChangesOf(int length) => Arb.From(
        from count in Gen.Choose(1, 4)
        from changes in (
            from at in Gen.Choose(0, length - 1)
            from value in Gen.OneOf(Gen.Elements<byte>(0, 1, 0x7F, 0x80, 0xFF), Gen.Choose(0, 255).Select(value => (byte)value))
            from cut in Gen.Frequency((9, Gen.Constant(false)), (1, Gen.Constant(true)))
            select new ByteChange(at, value, cut)).ArrayOf(count)
        select changes);

    /// <summary>The file with the changes.</summary>
    public static byte[] Changed(byte[] bytes, ByteChange[] changes)
    {
        byte[] changed = [.. bytes];
        foreach (ByteChange change in changes.Where(change => change.At < changed.Length))
        {
            changed[change.At] = change.Value;
            changed = change.Cut ? changed[..change.At] : changed;
        }

        return changed;
    }
}
