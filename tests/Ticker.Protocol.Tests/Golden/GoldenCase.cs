using System.Text.Json;

namespace Ticker.Protocol.Tests.Golden;

/// <summary>One case of a file in tests/golden. The files are the contract: nothing writes them.</summary>
public sealed record GoldenCase(string Name, JsonElement Value, byte[] MessagePack, string Json)
{
    public static IReadOnlyDictionary<string, GoldenCase> ReadAll(string file)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(Repository(), "tests", "golden", file)));
        return document.RootElement.GetProperty("cases").EnumerateArray().Select(Read).ToDictionary(one => one.Name);
    }

    /// <summary>Where Ticker.sln is.</summary>
    public static string Repository()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Ticker.sln")))
            {
                return at.FullName;
            }
        }

        throw new DirectoryNotFoundException("tests/golden is looked for beside Ticker.sln");
    }

    private static GoldenCase Read(JsonElement one) => new(
        one.GetProperty("name").GetString()!,
        one.GetProperty("value").Clone(),
        Convert.FromHexString(one.TryGetProperty("msgpack", out JsonElement hex) ? hex.GetString()! : ""),
        one.TryGetProperty("json", out JsonElement json) ? json.GetString()! : "");
}
