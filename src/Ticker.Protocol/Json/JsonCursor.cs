using System.Globalization;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Puts pieces of JSON one after another into memory that is known to suffice.</summary>
internal ref struct JsonCursor(Span<byte> destination)
{
    private readonly Span<byte> _destination = destination;
    private int _at;

    /// <summary>The bytes put so far.</summary>
    public readonly int Length => _at;

    /// <summary>Puts bytes as they are.</summary>
    public void Raw(scoped ReadOnlySpan<byte> json)
    {
        json.CopyTo(_destination[_at..]);
        _at += json.Length;
    }

    /// <summary>Puts a number.</summary>
    public void Number(long value)
    {
        value.TryFormat(_destination[_at..], out int written, default, CultureInfo.InvariantCulture);
        _at += written;
    }

    /// <summary>Puts a number.</summary>
    public void Number(ulong value)
    {
        value.TryFormat(_destination[_at..], out int written, default, CultureInfo.InvariantCulture);
        _at += written;
    }

    /// <summary>Puts a string of digits: what can pass 2^53.</summary>
    public void Digits(ulong value)
    {
        _destination[_at++] = (byte)'"';
        Number(value);
        _destination[_at++] = (byte)'"';
    }

    /// <summary>Puts an exact decimal.</summary>
    public void Decimal(long mantissa, int scale) => _at += DecimalText.Format(_destination[_at..], mantissa, scale);

    /// <summary>Puts an exact decimal of up to 128 bits.</summary>
    public void Decimal(Int128 mantissa, int scale) => _at += WideDecimalText.Format(_destination[_at..], mantissa, scale);

    /// <summary>Puts text in quotes.</summary>
    public void Text(scoped ReadOnlySpan<byte> utf8)
    {
        _destination[_at++] = (byte)'"';
        _at += JsonText.Put(_destination[_at..], utf8);
        _destination[_at++] = (byte)'"';
    }

    /// <summary>Puts an instant in quotes, by RFC 3339 with nine decimals.</summary>
    public void Instant(UnixNanos instant)
    {
        _destination[_at++] = (byte)'"';
        instant.TryFormat(_destination[_at..], out int written);
        _at += written;
        _destination[_at++] = (byte)'"';
    }
}
