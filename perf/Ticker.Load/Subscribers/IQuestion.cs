namespace Ticker.Load.Subscribers;

/// <summary>What one asks again and again, each time with what the last answer told.</summary>
internal interface IQuestion
{
    /// <summary>Whether the first answer has live ticks already, so that nobody needs to wait for it.</summary>
    bool IsLiveUnanswered { get; }

    /// <summary>The next request, whole.</summary>
    string Next(string authority);

    /// <summary>Takes from an answer what the next request needs.</summary>
    void Answered(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body);
}
