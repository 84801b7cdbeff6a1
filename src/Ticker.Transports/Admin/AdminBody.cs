using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Admin;

/// <summary>What an operator asks to be done: a small JSON object, every key of which must be known. For one thread.</summary>
internal sealed class AdminBody
{
    private const int MostBytes = 4 * 1024;
    private const string Whole = "body";

    private static readonly JsonDocumentOptions Strict = new() { AllowDuplicateProperties = false, MaxDepth = 4 };

    private readonly Dictionary<string, JsonElement> _values = new(StringComparer.Ordinal);
    private readonly List<WrongParameter> _wrong = [];

    private AdminBody()
    {
    }

    /// <summary>What is wrong with it so far.</summary>
    public List<WrongParameter> Wrong => _wrong;

    /// <summary>Reads the body of a request.</summary>
    /// <param name="request">The request.</param>
    /// <param name="keys">The keys that it may have.</param>
    public static async Task<AdminBody> ReadAsync(HttpRequest request, params string[] keys)
    {
        var body = new AdminBody();
        if (!request.HasJsonContentType())
        {
            // A page of another origin cannot send this type without being asked first.
            body._wrong.Add(new("Content-Type", "it must be application/json"));
            return body;
        }

        byte[] bytes = new byte[MostBytes + 1];
        int count = await request.Body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, request.HttpContext.RequestAborted).ConfigureAwait(false);
        if (count > MostBytes)
        {
            body._wrong.Add(new(Whole, $"it has more than {MostBytes} bytes"));
            return body;
        }

        try
        {
            using JsonDocument document = JsonDocument.Parse(bytes.AsMemory(0, count), Strict);
            body.Take(document.RootElement, keys);
        }
        catch (InvalidOperationException)
        {
            body._wrong.Add(new(Whole, "a key of it is no text in Unicode"));
        }
        catch (JsonException wrong)
        {
            body._wrong.Add(new(Whole, $"it is no JSON object without repeated keys: {wrong.Message}"));
        }

        return body;
    }

    /// <summary>A text that matches; the default when it does not stand.</summary>
    public string Text(string key, string usual, Func<string, bool> isRight, string rule)
    {
        if (!_values.TryGetValue(key, out JsonElement value))
        {
            return usual;
        }

        string? text = value.ValueKind == JsonValueKind.String ? Unescaped(value) : null;
        if (text is null || !isRight(text))
        {
            _wrong.Add(new(key, rule));
        }

        return text ?? usual;
    }

    /// <summary>A whole number that is right; the default when it does not stand, if there is one.</summary>
    public int Number(string key, int? usual, Func<int, bool> isRight, string rule)
    {
        int number = usual ?? 0;
        bool stands = _values.TryGetValue(key, out JsonElement value);
        if (stands ? value.ValueKind != JsonValueKind.Number || !value.TryGetInt32(out number) || !isRight(number) : usual is null && _wrong.Count == 0)
        {
            _wrong.Add(new(key, stands ? rule : $"it is missing; {rule}"));
        }

        return number;
    }

    // Null where an escape is half of a character only.
    private static string? Unescaped(JsonElement value)
    {
        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private void Take(JsonElement root, string[] keys)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            _wrong.Add(new(Whole, "it must be a JSON object"));
            return;
        }

        foreach (JsonProperty property in root.EnumerateObject())
        {
            if (keys.Contains(property.Name, StringComparer.Ordinal))
            {
                _values.Add(property.Name, property.Value.Clone());
            }
            else
            {
                _wrong.Add(new(property.Name, $"there is no such key; there are {string.Join(", ", keys)}"));
            }
        }
    }
}
