namespace Ticker.Recording.Import;

/// <summary>
/// One format of foreign recordings: tells its own by content and makes a reader. To add a format, write one of these and
/// name it in <see cref="RecordingFormats"/>. Stateless; any thread.
/// </summary>
internal interface IRecordingFormat
{
    /// <summary>What it is called in messages, as in <c>Databento DBN</c>.</summary>
    string Name { get; }

    /// <summary>Whether the content begins as this format does. It looks at <see cref="RecordingContent.Head"/> and reads nothing.</summary>
    bool Recognizes(RecordingContent content);

    /// <summary>Opens a content that was recognized.</summary>
    /// <param name="content">The reader owns it and disposes it; where this throws, the caller does.</param>
    /// <param name="opening">What the user wants otherwise.</param>
    /// <exception cref="RecordingFormatException">It is damaged before its first tick.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="OperationCanceledException">It was to be ended.</exception>
    IRecordingReader Open(RecordingContent content, RecordingOpening opening);
}
