using System.Buffers.Text;
using Ticker.Model;

namespace Ticker.Recording.Import.Text;

/// <summary>
/// Decimal numbers as programs write them into files: plain, or with an exponent, as many write what is small (<c>1e-7</c>).
/// In integers only; nothing is rounded.
/// </summary>
internal static class ExactNumber
{
    // More digits than this cannot be a mantissa, whatever the exponent says; zeros do not need to be written so.
    private const int MaxDigits = 40;
    private const int MaxExponent = 40;
    private const int MaxExpanded = MaxDigits + MaxExponent + 8;

    /// <summary>Reads a number as an integer in 10^-<paramref name="scale"/>.</summary>
    public static DecimalResult Parse(ReadOnlySpan<byte> text, int scale, out long mantissa)
    {
        DecimalResult result = DecimalText.Parse(text, scale, out mantissa);
        if (result != DecimalResult.Malformed || !HasExponent(text))
        {
            return result;
        }

        Span<byte> expanded = stackalloc byte[MaxExpanded];
        int length = Expand(text, expanded);
        return length < 0 ? DecimalResult.Malformed : DecimalText.Parse(expanded[..length], scale, out mantissa);
    }

    /// <summary>How many decimals a number needs; -1 where it is none.</summary>
    public static int Decimals(ReadOnlySpan<byte> text)
    {
        int point = text.IndexOf((byte)'.');
        ReadOnlySpan<byte> fraction = point < 0 ? default : text[(point + 1)..].TrimEnd((byte)'0');
        ReadOnlySpan<byte> whole = point < 0 ? text : text[..point];
        if (!fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9') && !WithoutSign(whole).ContainsAnyExceptInRange((byte)'0', (byte)'9'))
        {
            return text.ContainsAnyInRange((byte)'0', (byte)'9') ? fraction.Length : -1;
        }

        Span<byte> expanded = stackalloc byte[MaxExpanded];
        int length = HasExponent(text) ? Expand(text, expanded) : -1;
        return length < 0 ? -1 : DecimalText.ScaleOf(expanded[..length]);
    }

    private static ReadOnlySpan<byte> WithoutSign(ReadOnlySpan<byte> text) => text.StartsWith("-"u8) || text.StartsWith("+"u8) ? text[1..] : text;

    private static bool HasExponent(ReadOnlySpan<byte> text) => text.IndexOfAny((byte)'e', (byte)'E') > 0;

    // The same number without an exponent; -1 where it is none.
    private static int Expand(ReadOnlySpan<byte> text, Span<byte> expanded)
    {
        int mark = text.IndexOfAny((byte)'e', (byte)'E');
        ReadOnlySpan<byte> digits = text[..mark];
        ReadOnlySpan<byte> power = text[(mark + 1)..];
        if (power.StartsWith("+"u8) && power.Length > 1 && power[1] != '-')
        {
            power = power[1..];
        }

        if (!Utf8Parser.TryParse(power, out int exponent, out int read) || read != power.Length || Math.Abs((long)exponent) > MaxExponent || digits.Length > MaxDigits)
        {
            return -1;
        }

        int at = 0;
        if (digits.StartsWith("-"u8) || digits.StartsWith("+"u8))
        {
            expanded[at++] = digits[0];
            digits = digits[1..];
        }

        int point = digits.IndexOf((byte)'.');
        int whole = point < 0 ? digits.Length : point;
        Span<byte> joined = stackalloc byte[MaxDigits];
        digits[..whole].CopyTo(joined);
        int count = whole;
        if (point >= 0)
        {
            digits[(point + 1)..].CopyTo(joined[whole..]);
            count = digits.Length - 1;
        }

        return count == 0 || joined[..count].ContainsAnyExceptInRange((byte)'0', (byte)'9') ? -1 : at + Place(joined[..count], whole + exponent, expanded[at..]);
    }

    // Digits with the point before the one at an index, which may lie outside them.
    private static int Place(ReadOnlySpan<byte> digits, int point, Span<byte> text)
    {
        int before = Math.Max(1, point);
        int at = 0;
        for (int place = before - Math.Max(0, point); place > 0; place--)
        {
            text[at++] = (byte)'0';
        }

        for (int digit = 0; digit < point; digit++)
        {
            text[at++] = digit < digits.Length ? digits[digit] : (byte)'0';
        }

        text[at++] = (byte)'.';
        for (int zero = point; zero < 0; zero++)
        {
            text[at++] = (byte)'0';
        }

        ReadOnlySpan<byte> rest = digits[Math.Clamp(point, 0, digits.Length)..];
        rest.CopyTo(text[at..]);
        return at + rest.Length;
    }
}
