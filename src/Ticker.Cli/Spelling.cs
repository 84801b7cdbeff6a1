namespace Ticker.Cli;

/// <summary>What may have been meant by a word that is not known. Stateless.</summary>
internal static class Spelling
{
    /// <summary>The word that is most like another; null where none differs in at most a third of its letters.</summary>
    public static string? Nearest(string word, IEnumerable<string> known) => known
        .Select(name => (Name: name, Distance: Distance(word, name)))
        .Where(pair => pair.Distance <= Math.Max(1, word.Length / 3))
        .OrderBy(pair => pair.Distance)
        .ThenBy(pair => pair.Name, StringComparer.Ordinal)
        .Select(pair => pair.Name)
        .FirstOrDefault();

    /// <summary>How many letters must be put in, taken out or changed (Levenshtein 1965).</summary>
    public static int Distance(string from, string to)
    {
        int[] above = [.. Enumerable.Range(0, to.Length + 1)];
        for (int row = 1; row <= from.Length; row++)
        {
            int diagonal = above[0];
            above[0] = row;
            for (int column = 1; column <= to.Length; column++)
            {
                int changed = diagonal + (from[row - 1] == to[column - 1] ? 0 : 1);
                diagonal = above[column];
                above[column] = Math.Min(changed, Math.Min(above[column], above[column - 1]) + 1);
            }
        }

        return above[to.Length];
    }
}
