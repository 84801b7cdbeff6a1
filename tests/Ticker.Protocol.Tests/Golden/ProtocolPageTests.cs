using System.Reflection;

namespace Ticker.Protocol.Tests.Golden;

/// <summary>The page that client authors read says what the code does.</summary>
public class ProtocolPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(GoldenCase.Repository(), "src", "Ticker.Protocol", "PROTOCOL.md"));

    [Fact]
    public void Examples_OnThePage_AreGoldenCases()
    {
        var cases = new[] { "client-messages.json", "server-messages.json", "data-messages.json" }.SelectMany(GoldenCase.ReadAll)
            .Select(one => $"{one.Value.Name}\n{one.Value.Json}\n{Convert.ToHexStringLower(one.Value.MessagePack)}").ToHashSet();
        string[] examples = [.. Page.Split("```text\n").Skip(1).SelectMany(after => after.Split("\n```")[0].Split("\n\n"))];

        Assert.True(examples.Length > 30);
        Assert.All(examples, one => Assert.Contains(one, cases));
    }

    [Fact]
    public void Words_OfTheCode_StandOnThePage()
    {
        IEnumerable<string> words = typeof(FaultCodes).GetFields().Select(field => (string)field.GetValue(null)!)
            .Concat(typeof(ClientMessage).Assembly.GetTypes().Where(type => !type.IsAbstract && type.Name != nameof(UnknownEvent)).SelectMany(NamesOf))
            .Concat(new[] { WireWords.Modes, WireWords.OnSlow, WireWords.Kinds, WireWords.AuthStates, WireWords.GapCauses, WireWords.NoticeCodes, WireWords.FeedStates, WireWords.TapeStates }.SelectMany(all => all))
            .Where(word => word.Length > 0);

        Assert.All(words, word => Assert.Contains($"`{word}`", Page, StringComparison.Ordinal));
    }

    [Fact]
    public void Limits_OfTheCode_StandOnThePage()
    {
        foreach (int limit in new[]
        {
            MessageLimits.MaxSymbols, MessageLimits.MaxSymbolBytes, MessageLimits.MaxIntervalMs, MessageLimits.MaxKeys, MessageLimits.MaxStep, MessageLimits.MaxDepth,
            ServerMessageWriter.MaxMessageBytes, Subscribed.MaxEntries, Notice.MaxReferences,
        })
        {
            Assert.Contains($"| {limit:N0}", Page, StringComparison.Ordinal);
        }
    }

    // The op or ev of a message type, from an instance without its constructor's demands.
    private static IEnumerable<string> NamesOf(Type type)
    {
        PropertyInfo? name = typeof(ClientMessage).IsAssignableFrom(type) ? type.GetProperty(nameof(ClientMessage.Op))
            : typeof(ServerMessage).IsAssignableFrom(type) ? type.GetProperty(nameof(ServerMessage.Event)) : null;
        return name is null ? [] : [(string)name.GetValue(System.Runtime.CompilerServices.RuntimeHelpers.GetUninitializedObject(type))!];
    }
}
