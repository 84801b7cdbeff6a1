namespace Ticker.Recording.Journal;

/// <summary>Gets the feed spans of a block that has been written.</summary>
/// <param name="spans">Good during the call.</param>
internal delegate void FeedSpansWritten(ReadOnlySpan<FeedSpan> spans);
