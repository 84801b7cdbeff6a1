using System.Text.Json;

namespace Ticker.Transports.Roads;

/// <summary>The names that nobody has defined, gathered from the pages of <c>subscribed</c>. For one thread at a time.</summary>
internal sealed class UnknownNames
{
    private List<string>? _names;

    /// <summary>Takes those that a page tells.</summary>
    /// <param name="page">A <c>subscribed</c> message.</param>
    public void Add(ReadOnlySpan<byte> page)
    {
        if (page.IndexOf("\"unknown\":[]"u8) >= 0)
        {
            return;
        }

        var reader = new Utf8JsonReader(page);
        using JsonDocument document = JsonDocument.ParseValue(ref reader);
        (_names ??= []).AddRange(document.RootElement.GetProperty("unknown").EnumerateArray().Select(name => name.GetString()!));
    }

    /// <summary>All of them, as the last member of an answer, with the comma before it.</summary>
    public ReadOnlySpan<byte> Member() =>
        _names is null ? ",\"unknown\":[]"u8 : (byte[])[.. ",\"unknown\":"u8, .. JsonSerializer.SerializeToUtf8Bytes(_names)];
}
