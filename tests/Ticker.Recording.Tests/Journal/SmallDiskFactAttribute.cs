namespace Ticker.Recording.Tests.Journal;

/// <summary>A test that needs a file system of its own.</summary>
internal sealed class SmallDiskFactAttribute : FactAttribute
{
    private static readonly bool Possible = IsPossible();

    public SmallDiskFactAttribute() => Skip = Possible ? null : "a small file system cannot be mounted here; it needs root on Linux";

    private static bool IsPossible()
    {
        using SmallDisk? disk = SmallDisk.TryCreate(1);
        return disk is not null;
    }
}
