using System.Text;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Text as DBN keeps it: so many bytes, zeros behind.</summary>
internal static class DbnText
{
    /// <summary>Reads it as far as its first zero.</summary>
    public static string Read(ReadOnlySpan<byte> padded)
    {
        int end = padded.IndexOf((byte)0);
        return Encoding.UTF8.GetString(end < 0 ? padded : padded[..end]);
    }
}
