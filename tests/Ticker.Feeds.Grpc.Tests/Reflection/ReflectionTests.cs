using Google.Protobuf;
using Google.Protobuf.Reflection;
using Ticker.Feeds.Contract.Reflection;
using Ticker.Feeds.Contract.V1;
using Ticker.Feeds.Grpc.Calls;
using Request = Ticker.Feeds.Contract.Reflection.ServerReflectionRequest;

namespace Ticker.Feeds.Grpc.Tests.Reflection;

public class ReflectionTests
{
    private const string Path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo";

    [Fact]
    public async Task ServerReflectionInfo_Questions_AreAnsweredInOrder()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var call = new TestCall(host.Client, Path);

        ServerReflectionResponse services = await AskAsync(call, new Request { Host = "h", ListServices = "" });
        Assert.Equal(("h", "h"), (services.ValidHost, services.OriginalRequest.Host));
        Assert.Equal(
            ["grpc.health.v1.Health", "grpc.reflection.v1.ServerReflection", "ticker.feed.v1.FeedService"],
            services.ListServicesResponse.Service.Select(service => service.Name));

        ByteString feed = FeedReflection.Descriptor.SerializedData;
        foreach (string symbol in new[]
        {
            "ticker.feed.v1.FeedService", "ticker.feed.v1.FeedService.Publish", "ticker.feed.v1.Tick", "ticker.feed.v1.Tick.event_time", "ticker.feed.v1.Side",
        })
        {
            ServerReflectionResponse bySymbol = await AskAsync(call, new Request { FileContainingSymbol = symbol });
            Assert.Equal([feed], bySymbol.FileDescriptorResponse.FileDescriptorProto);
        }

        ServerReflectionResponse byName = await AskAsync(call, new Request { FileByFilename = "ticker/feed/v1/feed.proto" });
        Assert.Equal([feed], byName.FileDescriptorResponse.FileDescriptorProto);
        Assert.Equal("feed.v1", FileDescriptorProto.Parser.ParseFrom(byName.FileDescriptorResponse.FileDescriptorProto[0]).Package["ticker.".Length..]);

        ServerReflectionResponse nested = await AskAsync(call, new Request { FileContainingSymbol = "grpc.health.v1.HealthCheckResponse.ServingStatus" });
        Assert.Single(nested.FileDescriptorResponse.FileDescriptorProto);

        foreach (Request unknown in new[]
        {
            new Request { FileContainingSymbol = "no.such" }, new Request { FileByFilename = "no.such" },
            new Request { AllExtensionNumbersOfType = "ticker.feed.v1.Tick" }, new Request(),
        })
        {
            Assert.Equal((int)GrpcStatusCode.NotFound, (await AskAsync(call, unknown)).ErrorResponse.ErrorCode);
        }

        call.HalfClose();
        Assert.Equal(GrpcStatusCode.Ok, (await call.StatusAsync()).Code);
    }

    private static async Task<ServerReflectionResponse> AskAsync(TestCall call, Request question)
    {
        await call.SendAsync(question);
        ServerReflectionResponse? response = await call.ReadAsync(ServerReflectionResponse.Parser);
        return response!;
    }
}
