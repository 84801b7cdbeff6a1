using Ticker.Feeds.Contract.Health;
using Ticker.Feeds.Grpc.Calls;
using Status = Ticker.Feeds.Contract.Health.HealthCheckResponse.Types.ServingStatus;

namespace Ticker.Feeds.Grpc.Tests.Health;

public class HealthTests
{
    private const string Check = "/grpc.health.v1.Health/Check";
    private const string Watch = "/grpc.health.v1.Health/Watch";

    [Theory]
    [InlineData("")]
    [InlineData("ticker.feed.v1.FeedService")]
    public async Task Check_KnownService_SaysWhetherItServes(string service)
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        Assert.Equal(Status.Serving, await CheckAsync(host, service));
        host.Door.Health.IsServing = false;
        Assert.Equal(Status.NotServing, await CheckAsync(host, service));
    }

    [Fact]
    public async Task Check_UnknownService_IsNotFound()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var call = new TestCall(host.Client, Check);
        await call.SendAsync(new HealthCheckRequest { Service = "no.such" });
        Assert.Equal(GrpcStatusCode.NotFound, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Check_NoMessageOrGarbage_EndsWithItsStatus()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var silent = new TestCall(host.Client, Check);
        silent.HalfClose();
        Assert.Equal(GrpcStatusCode.Internal, (await silent.StatusAsync()).Code);
        await using var garbage = new TestCall(host.Client, Check);
        await garbage.SendBytesAsync(TestCall.Frame([0xFF]));
        Assert.Equal(GrpcStatusCode.InvalidArgument, (await garbage.StatusAsync()).Code);
    }

    [Fact]
    public async Task Watch_StateChanges_AreToldAtOnceAndTheStopEndsIt()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var call = new TestCall(host.Client, Watch);
        await call.SendAsync(new HealthCheckRequest());
        call.HalfClose();
        Assert.Equal(Status.Serving, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        host.Door.Health.IsServing = false;
        Assert.Equal(Status.NotServing, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        host.Door.Health.IsServing = true;
        Assert.Equal(Status.Serving, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
        host.Lifetime.StopApplication();
        Assert.Equal(GrpcStatusCode.Unavailable, (await call.StatusAsync()).Code);
    }

    [Fact]
    public async Task Watch_UnknownService_SaysSo()
    {
        await using FeedDoorHost host = await FeedDoorHost.StartAsync();
        await using var call = new TestCall(host.Client, Watch);
        await call.SendAsync(new HealthCheckRequest { Service = "no.such" });
        Assert.Equal(Status.ServiceUnknown, (await call.ReadAsync(HealthCheckResponse.Parser))!.Status);
    }

    private static async Task<Status> CheckAsync(FeedDoorHost host, string service)
    {
        await using var call = new TestCall(host.Client, Check);
        await call.SendAsync(new HealthCheckRequest { Service = service });
        call.HalfClose();
        HealthCheckResponse? response = await call.ReadAsync(HealthCheckResponse.Parser);
        Assert.Equal(GrpcStatusCode.Ok, (await call.StatusAsync()).Code);
        return response!.Status;
    }
}
