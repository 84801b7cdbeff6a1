using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Ticker.Feeds.Grpc;
using Ticker.Transports.WebSockets;

namespace Ticker.Server.Tests.Logs;

/// <summary>Each event of the log has a number of its own, which its page tells.</summary>
public sealed partial class EventIdTests
{
    private static readonly LoggerMessageAttribute[] Events =
    [
        .. new[] { typeof(TickerServer), typeof(StreamEndpoint), typeof(GrpcFeedDoor) }
            .SelectMany(one => one.Assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>(),
    ];

    [Fact]
    public void Events_EachOne_HasANumberOfItsOwn()
    {
        Assert.NotEmpty(Events);
        Assert.All(Events, one => Assert.InRange(one.EventId, 1_000, 9_999));
        Assert.Empty(Events.GroupBy(one => one.EventId).Where(same => same.Count() > 1).Select(same => same.Key));
    }

    [Fact]
    public void Page_EveryEvent_HasItsLineWithItsLevel()
    {
        string root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Ticker.sln")))
        {
            root = Path.GetDirectoryName(root) ?? throw new InvalidOperationException("the repository's root was not found");
        }

        string page = File.ReadAllText(Path.Combine(root, "src", "docs", "logging.md"));
        Assert.Equal(
            Events.Select(one => $"{one.EventId} {one.Level}").Order(),
            Line().Matches(page).Select(line => $"{line.Groups[1].Value} {line.Groups[2].Value}").Order());
    }

    [GeneratedRegex(@"^\| ([0-9]+) \| ([A-Za-z]+) \|", RegexOptions.Multiline)]
    private static partial Regex Line();
}
