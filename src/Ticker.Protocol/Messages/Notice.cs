namespace Ticker.Protocol;

/// <summary><c>notice</c>: something a client may want to know or show. What is null or empty is not written.</summary>
public sealed record Notice : ServerMessage
{
    /// <summary>The most instruments that surely fit one message.</summary>
    public const int MaxReferences = 4096;

    /// <summary>The subscription, where it is about one.</summary>
    public int? Id { get; init; }

    /// <summary>What it is about.</summary>
    public required NoticeCode Code { get; init; }

    /// <summary>The numbers of the instruments meant.</summary>
    public IReadOnlyList<uint> References { get; init; } = [];

    /// <summary>For a person to read.</summary>
    public string? Detail { get; init; }

    /// <summary>For <see cref="NoticeCode.Draining"/>: milliseconds to wait before connecting again.</summary>
    public int? RetryMs { get; init; }

    /// <inheritdoc/>
    public override string Event => "notice";

    internal override void Write<TWriter>(ref TWriter writer)
    {
        writer.BeginMap(2 + Count(Id is not null) + Count(References.Count > 0) + Count(Detail is not null) + Count(RetryMs is not null));
        writer.Pair("ev"u8, Event);
        writer.PairIfGiven("id"u8, Id);
        writer.Pair("code"u8, WireWords.NoticeCodes[(int)Code]);
        if (References.Count > 0)
        {
            writer.Key("refs"u8);
            writer.BeginArray(References.Count);
            foreach (uint reference in References)
            {
                writer.Number(reference);
            }

            writer.EndArray();
        }

        writer.PairIfGiven("detail"u8, Detail);
        writer.PairIfGiven("retry_ms"u8, RetryMs);
        writer.EndMap();
    }
}
