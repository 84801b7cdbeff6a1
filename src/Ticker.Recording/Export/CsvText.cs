namespace Ticker.Recording.Export;

/// <summary>Text as a field of comma-separated values (RFC 4180): in quotation marks where it holds a comma, a mark or an end of line. UTF-8. Thread-safe.</summary>
public static class CsvText
{
    /// <summary>The most bytes that a text becomes.</summary>
    /// <param name="length">The text's, in bytes.</param>
    public static int MaxLength(int length) => (2 * length) + 2;

    /// <summary>Writes a field.</summary>
    /// <param name="output">Where to; <see cref="MaxLength"/> bytes are always enough.</param>
    /// <param name="text">The text.</param>
    /// <returns>How many bytes were written.</returns>
    /// <exception cref="ArgumentException">There is no room.</exception>
    public static int Format(Span<byte> output, ReadOnlySpan<byte> text)
    {
        if (!text.ContainsAny(",\"\r\n"u8))
        {
            text.CopyTo(output);
            return text.Length;
        }

        int count = 0;
        Append(output, "\""u8, ref count);
        for (int mark; (mark = text.IndexOf((byte)'"')) >= 0; text = text[(mark + 1)..])
        {
            Append(output, text[..(mark + 1)], ref count);
            Append(output, "\""u8, ref count);
        }

        Append(output, text, ref count);
        Append(output, "\""u8, ref count);
        return count;
    }

    /// <summary>A field by itself.</summary>
    /// <param name="text">The text.</param>
    public static byte[] Quote(ReadOnlySpan<byte> text)
    {
        byte[] field = new byte[MaxLength(text.Length)];
        return field[..Format(field, text)];
    }

    private static void Append(Span<byte> output, ReadOnlySpan<byte> text, ref int count)
    {
        text.CopyTo(output[count..]);
        count += text.Length;
    }
}
