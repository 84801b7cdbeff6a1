using System.Globalization;
using System.IO.Compression;

namespace Ticker.Benchmarks.Recordings;

/// <summary>A text as it is read without much thought: a string for each line and each field, a <c>decimal</c> for each number.</summary>
internal static class TextbookText
{
    public static decimal Read(string path)
    {
        Stream file = File.OpenRead(path);
        using var reader = new StreamReader(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file);
        decimal sum = 0;
        while (reader.ReadLine() is { } line)
        {
            foreach (string field in line.Split(','))
            {
                sum += decimal.TryParse(field, NumberStyles.Number, CultureInfo.InvariantCulture, out decimal number) ? number : 0;
            }
        }

        return sum;
    }
}
