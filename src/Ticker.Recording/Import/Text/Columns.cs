namespace Ticker.Recording.Import.Text;

/// <summary>The columns of a text by the names in its header, in any case. For one thread.</summary>
internal sealed class Columns
{
    private readonly List<string> _names = [];

    /// <summary>Reads a header.</summary>
    /// <param name="header">The line.</param>
    /// <param name="fields">Divides it; to be used for the lines that follow.</param>
    public Columns(ReadOnlySpan<byte> header, CsvFields fields)
    {
        fields.Split(header);
        for (int field = 0; field < fields.Count; field++)
        {
            _names.Add(System.Text.Encoding.UTF8.GetString(fields.Of(header, field)).Trim());
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _names.Count;

    /// <summary>The names as the header has them.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>Where a column is that has one of some names, of which the first that is there counts; -1 = nowhere.</summary>
    public int Find(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            int at = _names.FindIndex(known => known.Equals(name, StringComparison.OrdinalIgnoreCase));
            if (at >= 0)
            {
                return at;
            }
        }

        return -1;
    }
}
