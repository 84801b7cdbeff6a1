using System.Globalization;

namespace Ticker.Model;

/// <summary>
/// Exact conversion between decimal text and mantissas, both ways, in integers only: nothing is ever rounded.
/// </summary>
public static class DecimalText
{
    /// <summary>The most bytes that <see cref="Format"/> writes: a sign, a zero, a point and nineteen digits.</summary>
    public const int MaxLength = 24;

    private static readonly long[] PowersOfTen = ComputePowersOfTen();

    /// <summary>
    /// Reads <c>[-+]digits[.digits]</c> as an integer in 10^-<paramref name="scale"/>. One side of the point may be
    /// empty, as in <c>.5</c> and <c>1.</c>.
    /// </summary>
    /// <param name="text">ASCII text, without white space or exponent.</param>
    /// <param name="scale">0 to 18.</param>
    /// <param name="mantissa">The value, when the result is <see cref="DecimalResult.Exact"/>.</param>
    public static DecimalResult Parse(ReadOnlySpan<byte> text, int scale, out long mantissa)
    {
        mantissa = 0;
        bool negative = !text.IsEmpty && text[0] == '-';
        if (negative || (!text.IsEmpty && text[0] == '+'))
        {
            text = text[1..];
        }

        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        ReadOnlySpan<byte> fraction = point < 0 ? default : text[(point + 1)..];
        if (whole.IsEmpty && fraction.IsEmpty)
        {
            return DecimalResult.Malformed;
        }

        if (whole.ContainsAnyExceptInRange((byte)'0', (byte)'9') || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return DecimalResult.Malformed;
        }

        fraction = fraction.TrimEnd((byte)'0');
        if (fraction.Length > scale)
        {
            return DecimalResult.TooFine;
        }

        long value = 0;
        if (!Append(whole, ref value) || !Append(fraction, ref value) || !Scale(ref value, scale - fraction.Length))
        {
            return DecimalResult.TooLarge;
        }

        mantissa = negative ? -value : value;
        return DecimalResult.Exact;
    }

    /// <summary>How many decimals a text needs: those after the point, without trailing zeros.</summary>
    public static int ScaleOf(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        return point < 0 ? 0 : text[(point + 1)..].TrimEnd((byte)'0').Length;
    }

    /// <summary>Writes a mantissa as the shortest exact decimal: no exponent, no trailing zero after the point.</summary>
    /// <param name="destination">At least <see cref="MaxLength"/> bytes.</param>
    /// <param name="mantissa">An integer in 10^-<paramref name="scale"/>.</param>
    /// <param name="scale">0 to 18.</param>
    /// <returns>How many bytes were written.</returns>
    public static int Format(Span<byte> destination, long mantissa, int scale)
    {
        while (scale > 0 && mantissa % 10 == 0)
        {
            mantissa /= 10;
            scale--;
        }

        int at = 0;
        ulong magnitude = Magnitude(mantissa);
        if (mantissa < 0)
        {
            destination[at++] = (byte)'-';
        }

        ulong unit = (ulong)PowersOfTen[scale];
        (magnitude / unit).TryFormat(destination[at..], out int written, default, CultureInfo.InvariantCulture);
        at += written;
        if (scale == 0)
        {
            return at;
        }

        destination[at++] = (byte)'.';
        ulong rest = magnitude % unit;
        for (int place = scale - 1; place >= 0; place--)
        {
            destination[at + place] = (byte)('0' + (rest % 10));
            rest /= 10;
        }

        return at + scale;
    }

    /// <summary>The mantissa as text, as <see cref="Format(Span{byte}, long, int)"/> writes it.</summary>
    public static string ToText(long mantissa, int scale)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return System.Text.Encoding.ASCII.GetString(text[..Format(text, mantissa, scale)]);
    }

    /// <summary>The mantissa as a <see cref="decimal"/>, exactly.</summary>
    /// <param name="mantissa">An integer in 10^-<paramref name="scale"/>.</param>
    /// <param name="scale">0 to 18.</param>
    public static decimal ToDecimal(long mantissa, int scale)
    {
        ulong magnitude = Magnitude(mantissa);
        return new decimal((int)magnitude, (int)(magnitude >> 32), 0, mantissa < 0, (byte)scale);
    }

    private static ulong Magnitude(long mantissa) => mantissa < 0 ? 0 - (ulong)mantissa : (ulong)mantissa;

    private static long[] ComputePowersOfTen()
    {
        var powers = new long[19];
        powers[0] = 1;
        for (int n = 1; n < powers.Length; n++)
        {
            powers[n] = powers[n - 1] * 10;
        }

        return powers;
    }

    private static bool Append(ReadOnlySpan<byte> digits, ref long value)
    {
        foreach (byte digit in digits)
        {
            if (value > (Tick.MaxMantissa - (digit - '0')) / 10)
            {
                return false;
            }

            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    private static bool Scale(ref long value, int places)
    {
        if (value != 0 && (places > 18 || value > Tick.MaxMantissa / PowersOfTen[places]))
        {
            return false;
        }

        value = value == 0 ? 0 : value * PowersOfTen[places];
        return true;
    }
}
