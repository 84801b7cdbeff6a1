namespace Ticker.Recording.Import.Text;

/// <summary>The first line of a text, to tell its format by. Stateless.</summary>
internal static class FirstLine
{
    /// <summary>The mark that some programs put before UTF-8.</summary>
    public static ReadOnlySpan<byte> Mark => [0xEF, 0xBB, 0xBF];

    /// <summary>The first line that is not empty, without its end; all of the head where it has no end there.</summary>
    public static ReadOnlySpan<byte> Of(RecordingContent content)
    {
        ReadOnlySpan<byte> head = content.Head;
        head = (head.StartsWith(Mark) ? head[Mark.Length..] : head).TrimStart("\r\n"u8);
        int end = head.IndexOf((byte)'\n');
        return (end < 0 ? head : head[..end]).TrimEnd((byte)'\r');
    }

    /// <summary>A part of a line, and what follows its delimiter.</summary>
    public static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, byte delimiter = (byte)',')
    {
        int end = rest.IndexOf(delimiter);
        ReadOnlySpan<byte> field = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return field;
    }
}
