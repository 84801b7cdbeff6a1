namespace Ticker.Model;

/// <summary>
/// Turns a trade id that is text into 64 bits: FNV-1a, as the feed contract says, because anyone can compute it in
/// four lines of any language. Source: RFC 9923.
/// </summary>
public static class TextTradeId
{
    private const ulong OffsetBasis = 14695981039346656037;
    private const ulong Prime = 1099511628211;

    /// <summary>The hash of a text in UTF-8; never 0, which means "no id".</summary>
    public static ulong Hash(ReadOnlySpan<byte> text)
    {
        ulong hash = OffsetBasis;
        foreach (byte b in text)
        {
            hash = (hash ^ b) * Prime;
        }

        return hash == 0 ? 1 : hash;
    }
}
