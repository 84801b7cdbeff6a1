using System.Buffers;
using System.Text;

namespace Ticker.Protocol;

/// <summary>Puts text inside JSON quotes (RFC 8259, section 7), escaping only what must be.</summary>
internal static class JsonText
{
    /// <summary>The most bytes that one byte of text becomes: <c>\u001f</c>.</summary>
    public const int MaxGrowth = 6;

    private static readonly SearchValues<byte> MustBeEscaped = SearchValues.Create(Enumerable.Range(0, 0x20).Select(n => (byte)n).Append((byte)'"').Append((byte)'\\').ToArray());

    /// <summary>Puts UTF-8 text without its quotes; returns the bytes written.</summary>
    /// <param name="destination">At least <see cref="MaxGrowth"/> times as long as the text.</param>
    /// <param name="utf8">Valid UTF-8.</param>
    public static int Put(Span<byte> destination, ReadOnlySpan<byte> utf8)
    {
        int clean = utf8.IndexOfAny(MustBeEscaped);
        if (clean < 0)
        {
            utf8.CopyTo(destination);
            return utf8.Length;
        }

        int at = 0;
        foreach (byte one in utf8)
        {
            if (one is (byte)'"' or (byte)'\\')
            {
                destination[at++] = (byte)'\\';
                destination[at++] = one;
            }
            else if (one < 0x20)
            {
                "\\u00"u8.CopyTo(destination[at..]);
                at += 4;
                destination[at++] = (byte)('0' + (one >> 4));
                destination[at++] = (byte)"0123456789abcdef"[one & 15];
            }
            else
            {
                destination[at++] = one;
            }
        }

        return at;
    }

    /// <summary>Whether a message is JSON: its first byte, white space aside, opens an object.</summary>
    public static bool StartsObject(ReadOnlySpan<byte> message)
    {
        int first = message.IndexOfAnyExcept(" \t\r\n"u8);
        return first >= 0 && message[first] == '{';
    }

    /// <summary>Text as UTF-8; a lone surrogate becomes U+FFFD, so that what is written is always valid.</summary>
    public static byte[] ToUtf8(string text) => Encoding.UTF8.GetBytes(text);
}
