namespace Ticker.Engine.Access;

/// <summary>What a door asks for before it opens.</summary>
public enum Right
{
    /// <summary>To get ticks, and what is known of instruments.</summary>
    Read,

    /// <summary>To publish a feed.</summary>
    Publish,

    /// <summary>To see who is connected, and to step in.</summary>
    Administer,
}
