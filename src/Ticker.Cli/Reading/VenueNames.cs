using System.IO.Enumeration;
using Ticker.Model;

namespace Ticker.Cli.Reading;

/// <summary>Which venue the user wants for which file: entries of <c>PATTERN=NAME</c>, or <c>NAME</c> for every file.</summary>
internal sealed class VenueNames(IReadOnlyList<string> entries)
{
    /// <summary>What is wrong with an entry, for a person to read; null when nothing is.</summary>
    public static string? Check(string entry) => new InstrumentName(Split(entry).Name, "X").Check();

    /// <summary>The venue for a file, or null where the data shall tell.</summary>
    public string? For(string path)
    {
        string file = Path.GetFileName(path);
        foreach (string entry in entries)
        {
            (string pattern, string name) = Split(entry);
            if (FileSystemName.MatchesSimpleExpression(pattern, file, ignoreCase: false))
            {
                return name;
            }
        }

        return null;
    }

    // A venue holds no '=', a file's name may.
    private static (string Pattern, string Name) Split(string entry)
    {
        int equals = entry.LastIndexOf('=');
        return equals < 0 ? ("*", entry) : (entry[..equals], entry[(equals + 1)..]);
    }
}
