using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Ticker.Protocol.Describing;

namespace Ticker.Protocol.Tests.Describing;

public sealed class AsyncApiDocumentTests
{
    private readonly JsonObject _messages = AsyncApiDocument.Build()["components"]!["messages"]!.AsObject();

    [Fact]
    public void Build_EveryTypeOfMessage_IsDescribed()
    {
        IEnumerable<string> asked = TypesOf(typeof(ClientMessage)).Select(type => "client." + ((ClientMessage)Blank(type)).Op);
        IEnumerable<string> told = TypesOf(typeof(ServerMessage)).Where(type => type != typeof(UnknownEvent)).Select(type => "server." + ((ServerMessage)Blank(type)).Event);

        Assert.Equal(
            asked.Concat(told).Append("server.data").Order(StringComparer.Ordinal),
            _messages.Select(message => message.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Build_EveryKeyThatIsRead_IsDescribed()
    {
        IEnumerable<string> described = _messages
            .Where(message => message.Key.StartsWith("client.", StringComparison.Ordinal))
            .SelectMany(message => message.Value!["payload"]!["properties"]!.AsObject().Select(key => key.Key));

        Assert.Equal(ClientFields.Keys.Select(key => key.Name).Order(StringComparer.Ordinal), described.Distinct().Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Build_Twice_GivesTheSame() => Assert.True(JsonNode.DeepEquals(AsyncApiDocument.Build(), AsyncApiDocument.Build()));

    private static IEnumerable<Type> TypesOf(Type kind) => kind.Assembly.GetTypes().Where(type => type.IsSubclassOf(kind) && !type.IsAbstract);

    // What a message is called does not depend on what it says.
    private static object Blank(Type type) => RuntimeHelpers.GetUninitializedObject(type);
}
