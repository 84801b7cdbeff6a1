using System.Globalization;
using Ticker.Model;

namespace Ticker.Protocol;

/// <summary>Puts pieces of JSON one after another into memory that is known to suffice.</summary>
internal ref struct JsonCursor(Span<byte> destination)
{
    /// <summary>The most bytes of an exact decimal of 128 bits: a sign, a point, a zero and 39 digits.</summary>
    private const int MaxWideDecimal = 64;

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
    public void Decimal(Int128 mantissa, int scale)
    {
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        if (mantissa < 0)
        {
            _destination[_at++] = (byte)'-';
        }

        var magnitude = (UInt128)(mantissa < 0 ? -mantissa : mantissa);
        Span<byte> digits = stackalloc byte[MaxWideDecimal];
        magnitude.TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        int whole = length - scale;
        if (whole > 0)
        {
            Raw(digits[..whole]);
        }
        else
        {
            Raw("0"u8);
        }

        if (scale > 0)
        {
            Raw("."u8);
            for (int zeros = -whole; zeros > 0; zeros--)
            {
                Raw("0"u8);
            }

            Raw(digits[Math.Max(whole, 0)..length]);
        }
    }

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
