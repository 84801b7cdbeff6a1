namespace Ticker.Engine.Normalize;

/// <summary>What became of a publisher's hello.</summary>
public enum FeedOpenResult
{
    /// <summary>The session is open.</summary>
    Opened,

    /// <summary>The feed has a live stream of another run.</summary>
    AlreadyExists,

    /// <summary>There are as many feeds as the server keeps.</summary>
    TooManyFeeds,
}
