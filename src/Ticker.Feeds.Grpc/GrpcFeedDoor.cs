using System.Collections.Frozen;
using Google.Protobuf.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Ticker.Engine.Access;
using Ticker.Engine.Normalize;
using Ticker.Feeds.Contract.Health;
using Ticker.Feeds.Contract.Reflection;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Ticker.Feeds.Grpc.Health;
using Ticker.Feeds.Grpc.Publish;
using Ticker.Feeds.Grpc.Reflection;

namespace Ticker.Feeds.Grpc;

/// <summary>
/// The feed door over gRPC: <c>ticker.feed.v1.FeedService</c>, the standard health and reflection services, and
/// UNIMPLEMENTED for the rest. Thread-safe.
/// </summary>
/// <remarks>
/// gRPC's own rules over HTTP/2 are kept here and not by a framework, so that a tick costs no object on its way in.
/// Source: "gRPC over HTTP2" and "gRPC status codes".
/// </remarks>
public sealed class GrpcFeedDoor
{
    private readonly GrpcDispatcher _dispatcher;

    /// <summary>Makes the door; it opens with <see cref="FeedDoorHosting"/>.</summary>
    /// <param name="door">Where feeds come in.</param>
    /// <param name="epoch">The server's numbering, told in every Ready.</param>
    /// <param name="options">Limits and times; checked before.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Is told of streams that come and go.</param>
    /// <param name="stopping">Cancelled when the server shuts down: streams then end with UNAVAILABLE.</param>
    /// <param name="gate">Asks who publishes; null = nobody does. Health and reflection tell nothing that is not public.</param>
    public GrpcFeedDoor(
        FeedDoor door, long epoch, GrpcFeedOptions options, TimeProvider time, ILogger<GrpcFeedDoor> logger, CancellationToken stopping, AccessGate? gate = null)
    {
        ArgumentNullException.ThrowIfNull(options);
        var publish = new PublishMethod(door, gate ?? AccessGate.Open, epoch, options, Counts, time, logger);
        var health = new HealthMethods(Health, new HashSet<string>(StringComparer.Ordinal) { "", Service(FeedReflection.Descriptor).FullName });
        var reflection = new ReflectionMethod(new DescriptorIndex([FeedReflection.Descriptor, HealthReflection.Descriptor, ReflectionReflection.Descriptor]));
        var methods = new Dictionary<string, Func<GrpcCall, Task>>(StringComparer.Ordinal)
        {
            [Path(FeedReflection.Descriptor, "Publish")] = publish.ServeAsync,
            [Path(HealthReflection.Descriptor, "Check")] = health.CheckAsync,
            [Path(HealthReflection.Descriptor, "Watch")] = health.WatchAsync,
            [Path(ReflectionReflection.Descriptor, "ServerReflectionInfo")] = reflection.ServeAsync,
        };
        _dispatcher = new GrpcDispatcher(methods.ToFrozenDictionary(StringComparer.Ordinal), options.MaxMessageBytes, time, logger, stopping);
    }

    /// <summary>What the health service says.</summary>
    public GrpcHealth Health { get; } = new();

    /// <summary>What happened on the Publish streams.</summary>
    public PublishCounts Counts { get; } = new();

    /// <summary>Serves one request to its end, whatever it asks for.</summary>
    public Task ServeAsync(HttpContext context) => _dispatcher.InvokeAsync(context);

    private static ServiceDescriptor Service(FileDescriptor file) => file.Services[0];

    private static string Path(FileDescriptor file, string method) => $"/{Service(file).FullName}/{Service(file).FindMethodByName(method).Name}";
}
