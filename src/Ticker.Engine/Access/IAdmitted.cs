namespace Ticker.Engine.Access;

/// <summary>
/// Whoever was let in, to be told what becomes of that: a port with three implementations, subscribers, requests and
/// publishers. Called from the gate's own thread; must not wait.
/// </summary>
public interface IAdmitted
{
    /// <summary>Its proof ends soon; it may be renewed.</summary>
    void Expiring();

    /// <summary>What it may do has changed.</summary>
    void Changed(Entitlements entitlements);

    /// <summary>It may not stay. Called once, as the last.</summary>
    void Ended(AccessEnd end);
}
