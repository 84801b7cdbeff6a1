using System.Globalization;

namespace Ticker.Protocol;

/// <summary>Exact conversion of decimals of up to 128 bits, which a notional may need.</summary>
public static class WideDecimalText
{
    /// <summary>The most bytes of one: a sign, a zero, a point and 39 digits.</summary>
    public const int MaxLength = 42;

    /// <summary>Writes a mantissa as the shortest exact decimal; returns the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="mantissa">An integer in 10^-<paramref name="scale"/>.</param>
    /// <param name="scale">0 to 21.</param>
    public static int Format(Span<byte> destination, Int128 mantissa, int scale)
    {
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        int at = 0;
        if (mantissa < 0)
        {
            destination[at++] = (byte)'-';
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        ((UInt128)(mantissa < 0 ? -mantissa : mantissa)).TryFormat(digits, out int length, default, CultureInfo.InvariantCulture);
        if (length <= scale)
        {
            int zeros = scale + 1 - length;
            digits[..length].CopyTo(digits[zeros..]);
            digits[..zeros].Fill((byte)'0');
            length += zeros;
        }

        digits[..(length - scale)].CopyTo(destination[at..]);
        at += length - scale;
        if (scale > 0)
        {
            destination[at++] = (byte)'.';
            digits[(length - scale)..length].CopyTo(destination[at..]);
            at += scale;
        }

        return at;
    }

    /// <summary>The mantissa as text, as <see cref="Format"/> writes it.</summary>
    public static string ToText(Int128 mantissa, int scale)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text, mantissa, scale)]);
    }

    /// <summary>Reads a decimal as an integer in 10^-<paramref name="scale"/>; false = not one, too fine, or too large.</summary>
    public static bool TryParse(ReadOnlySpan<byte> text, int scale, out Int128 mantissa)
    {
        mantissa = 0;
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> fraction = point < 0 ? default : text[(point + 1)..].TrimEnd((byte)'0');
        Span<byte> digits = stackalloc byte[MaxLength + 1];
        int whole = point < 0 ? text.Length : point;
        if (whole == 0 || !char.IsAsciiDigit((char)text[whole - 1]) || point == text.Length - 1)
        {
            return false;
        }

        if (fraction.Length > scale || whole + scale > digits.Length || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return false;
        }

        digits[..(whole + scale)].Fill((byte)'0');
        text[..whole].CopyTo(digits);
        fraction.CopyTo(digits[whole..]);
        return Int128.TryParse(digits[..(whole + scale)], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out mantissa);
    }
}
