namespace Ticker.Engine.Recover;

/// <summary>Who has a recovery.</summary>
internal enum RecoveryHolder
{
    /// <summary>Its lane.</summary>
    Lane,

    /// <summary>A worker, or it waits for one.</summary>
    Worker,

    /// <summary>A worker has done its part; its lane has not noticed yet.</summary>
    Back,

    /// <summary>Its subscription has ended.</summary>
    Nobody,
}
