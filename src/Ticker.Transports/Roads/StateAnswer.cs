using System.Security.Cryptography;
using Microsoft.Net.Http.Headers;
using Ticker.Model;

namespace Ticker.Transports.Roads;

/// <summary>The state as it was at a position, encoded once for all who ask for it. Immutable.</summary>
/// <param name="End">Whether there is one.</param>
internal sealed record StateAnswer(AnswerEnd End)
{
    /// <summary>What the lane said instead; null = nothing.</summary>
    public string? Refusal { get; init; }

    /// <summary>Its position; null when there is no answer.</summary>
    public StreamPosition? Position { get; init; }

    /// <summary>Its bytes; null when there is no answer.</summary>
    public AnswerBody? Body { get; init; }

    /// <summary>Its tag; null when there is no answer.</summary>
    public EntityTagHeaderValue? Tag { get; init; }

    /// <summary>The tag of some bytes: it changes whenever one of them does, and with nothing else.</summary>
    public static EntityTagHeaderValue TagOf(ReadOnlySpan<byte> bytes) =>
        new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\"");
}
