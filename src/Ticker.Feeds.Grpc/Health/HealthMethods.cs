using Google.Protobuf;
using Ticker.Feeds.Contract.Health;
using Ticker.Feeds.Grpc.Calls;
using Status = Ticker.Feeds.Contract.Health.HealthCheckResponse.Types.ServingStatus;

namespace Ticker.Feeds.Grpc.Health;

/// <summary>Serves grpc.health.v1.Health. Source: "GRPC Health Checking Protocol". Thread-safe.</summary>
/// <param name="health">The state.</param>
/// <param name="services">The full names of the services that it is the state of; empty stands for the server.</param>
internal sealed class HealthMethods(GrpcHealth health, IReadOnlySet<string> services)
{
    /// <summary>Serves Check.</summary>
    public async Task CheckAsync(GrpcCall call)
    {
        string service = await ReadServiceAsync(call).ConfigureAwait(false);
        if (!services.Contains(service))
        {
            throw new GrpcException(GrpcStatusCode.NotFound, $"there is no service '{service}'");
        }

        call.Output.Write(Response(health.IsServing));
        await call.Output.FlushAsync(call.Cancelled).ConfigureAwait(false);
    }

    /// <summary>Serves Watch, until the caller goes.</summary>
    public async Task WatchAsync(GrpcCall call)
    {
        string service = await ReadServiceAsync(call).ConfigureAwait(false);
        bool known = services.Contains(service);
        bool reading = true;
        while (reading)
        {
            (bool serving, Task changed) = health.Observe();
            call.Output.Write(known ? Response(serving) : new HealthCheckResponse { Status = Status.ServiceUnknown });
            reading = await call.Output.FlushAsync(call.Cancelled).ConfigureAwait(false);
            await (known ? changed : Task.Delay(Timeout.Infinite, call.Cancelled)).WaitAsync(call.Cancelled).ConfigureAwait(false);
        }
    }

    private static HealthCheckResponse Response(bool serving) => new() { Status = serving ? Status.Serving : Status.NotServing };

    private static async Task<string> ReadServiceAsync(GrpcCall call)
    {
        ReadOnlyMemory<byte>? message = await call.ReadAsync().ConfigureAwait(false);
        try
        {
            return message is { } bytes
                ? HealthCheckRequest.Parser.ParseFrom(bytes.Span).Service
                : throw new GrpcException(GrpcStatusCode.Internal, "the call brought no message");
        }
        catch (InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "the message is not a legal HealthCheckRequest");
        }
    }
}
