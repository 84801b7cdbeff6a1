namespace Ticker.Recording.Journal;

/// <summary>What a journal has to say to whoever runs it.</summary>
public enum JournalNoticeKind
{
    /// <summary>It was opened, and how it goes on.</summary>
    Opened,

    /// <summary>The torn end that a writer left when it died was cut off.</summary>
    Cut,

    /// <summary>Bytes are not what was written; they stay as they are.</summary>
    Damage,

    /// <summary>The disk is full or failing: nothing is kept from here on, and no tick becomes durable.</summary>
    Stopped,

    /// <summary>It is written again.</summary>
    Resumed,

    /// <summary>What is served late from it does not go on.</summary>
    Late,

    /// <summary>Something beside the records failed; it will be tried again.</summary>
    Trouble,
}
