using System.Text;

namespace Ticker.Protocol;

/// <summary>The keys that a map has shown, to find one that stands twice.</summary>
internal struct KeySet
{
    /// <summary>The most keys of one map.</summary>
    public const int MaxKeys = 64;

    private List<byte[]>? _keys;

    /// <summary>How many there are.</summary>
    public readonly int Count => _keys?.Count ?? 0;

    /// <summary>Adds a key; false = it was there already.</summary>
    public bool Add(ReadOnlySpan<byte> utf8)
    {
        _keys ??= [];
        foreach (byte[] key in _keys)
        {
            if (utf8.SequenceEqual(key))
            {
                return false;
            }
        }

        _keys.Add(utf8.ToArray());
        return true;
    }

    /// <summary>A key as text that is short enough and safe to show.</summary>
    public static string Show(ReadOnlySpan<byte> utf8) =>
        Show(Encoding.UTF8.GetString(utf8.Length > 32 ? utf8[..32] : utf8));

    /// <summary>A text without what could do harm to where it is shown.</summary>
    public static string Show(string text) => new([.. text.Where(one => !char.IsControl(one) && one != '\ufffd')]);
}
