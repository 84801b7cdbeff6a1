using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Ticker.Protocol;

/// <summary>Control messages from JSON that is known to be valid UTF-8. The first value is entered already.</summary>
internal ref struct JsonMapReader : IMapReader
{
    private static readonly JsonReaderOptions Strict = new()
    {
        AllowTrailingCommas = false,
        CommentHandling = JsonCommentHandling.Disallow,
        MaxDepth = MessagePackReader.MaxDepth,
    };

    private Utf8JsonReader _reader;

    public JsonMapReader(ReadOnlySpan<byte> message)
    {
        _reader = new Utf8JsonReader(message, Strict);
        Advance();
    }

    public readonly WireType Next => _reader.TokenType switch
    {
        JsonTokenType.Null => WireType.Nil,
        JsonTokenType.True or JsonTokenType.False => WireType.Boolean,
        JsonTokenType.Number => _reader.TryGetInt64(out _) || _reader.TryGetUInt64(out _) ? WireType.Integer : WireType.OtherNumber,
        JsonTokenType.String => WireType.Text,
        JsonTokenType.StartArray => WireType.Array,
        JsonTokenType.StartObject => WireType.Map,
        _ => WireType.Other,
    };

    /// <summary>The number that comes next, as it is written.</summary>
    public readonly ReadOnlySpan<byte> NumberText => _reader.ValueSpan;

    public readonly void BeginMap()
    {
        if (_reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("expected a JSON object");
        }
    }

    public bool NextKey(out ReadOnlySpan<byte> utf8)
    {
        Advance();
        utf8 = default;
        if (_reader.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        utf8 = Text();
        Advance();
        return true;
    }

    public readonly void BeginArray()
    {
        if (_reader.TokenType != JsonTokenType.StartArray)
        {
            throw new JsonException("expected a JSON array");
        }
    }

    public bool NextItem()
    {
        Advance();
        return _reader.TokenType != JsonTokenType.EndArray;
    }

    public readonly bool Boolean() => _reader.GetBoolean();

    public readonly Int128 Integer() => _reader.TryGetInt64(out long value) ? value : _reader.GetUInt64();

    public readonly ReadOnlySpan<byte> Text()
    {
        if (!_reader.ValueIsEscaped)
        {
            return _reader.ValueSpan;
        }

        try
        {
            return Encoding.UTF8.GetBytes(_reader.GetString()!);
        }
        catch (InvalidOperationException)
        {
            throw new JsonException($"an escape stands for no character, at byte {_reader.TokenStartIndex}");
        }
    }

    public bool TryWide(out Int128 value)
    {
        value = 0;
        if (Next == WireType.Integer)
        {
            value = Integer();
            return true;
        }

        if (Next != WireType.Text)
        {
            Skip();
            return false;
        }

        return Int128.TryParse(Text(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
            && value >= long.MinValue && value <= ulong.MaxValue;
    }

    // A scalar has been read when it came into view.
    public void Skip() => _reader.Skip();

    public void Finish()
    {
        // Throws where anything but white space follows.
        if (_reader.Read())
        {
            throw new JsonException("the message goes on after its end");
        }
    }

    private void Advance()
    {
        if (!_reader.Read())
        {
            throw new JsonException("the message is empty");
        }
    }
}
