namespace Ticker.Recording.Journal;

/// <summary>Something that whoever runs a journal must hear.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">It, for a person to read.</param>
/// <param name="Cause">The exception that says more, if there is one.</param>
public sealed record JournalNotice(JournalNoticeKind Kind, string Text, Exception? Cause = null);
