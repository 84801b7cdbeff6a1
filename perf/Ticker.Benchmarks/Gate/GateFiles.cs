using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ticker.Benchmarks.Gate;

/// <summary>The files of the gate.</summary>
public static class GateFiles
{
    private static readonly JsonSerializerOptions Options = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        ReadCommentHandling = JsonCommentHandling.Skip,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        WriteIndented = true,
        RespectRequiredConstructorParameters = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public static IReadOnlyList<BudgetLine> ReadBudget(string path) => Read<BudgetLine>(path);

    public static IReadOnlyList<Allocation> ReadResults(string path) => Read<Allocation>(path);

    public static void WriteResults(string path, IReadOnlyList<Allocation> results) => File.WriteAllText(path, JsonSerializer.Serialize(results, Options) + "\n");

    private static T[] Read<T>(string path) => JsonSerializer.Deserialize<T[]>(File.ReadAllText(path), Options) ?? [];
}
