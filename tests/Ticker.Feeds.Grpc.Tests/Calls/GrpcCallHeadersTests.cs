using Microsoft.AspNetCore.Http;
using Ticker.Feeds.Grpc.Calls;

namespace Ticker.Feeds.Grpc.Tests.Calls;

public class GrpcCallHeadersTests
{
    [Theory]
    [InlineData("application/grpc", true)]
    [InlineData("application/grpc+proto", true)]
    [InlineData("application/grpc;charset=utf-8", true)]
    [InlineData("Application/GRPC+Proto; x=y", true)]
    [InlineData("application/grpc+json", false)]
    [InlineData("application/grpc-web", false)]
    [InlineData("application/grpc-web+proto", false)]
    [InlineData("application/grpcx", false)]
    [InlineData("application/json", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void IsGrpc_ContentType_TellsProtobufGrpcFromTheRest(string? contentType, bool expected) =>
        Assert.Equal(expected, GrpcCallHeaders.IsGrpc(contentType));

    [Fact]
    public void Read_Nothing_IsUncompressedAndEndless()
    {
        GrpcCallHeaders headers = GrpcCallHeaders.Read(new HeaderDictionary());
        Assert.Equal(new GrpcCallHeaders(GrpcEncoding.Unnamed, Timeout.InfiniteTimeSpan), headers);
    }

    [Fact]
    public void Read_UnknownEncoding_IsUnimplemented()
    {
        var e = Assert.Throws<GrpcException>(() => GrpcCallHeaders.Read(new HeaderDictionary { ["grpc-encoding"] = "br" }));
        Assert.Equal(GrpcStatusCode.Unimplemented, e.Code);
    }

    [Fact]
    public void Read_BrokenTimeout_IsInternal()
    {
        var e = Assert.Throws<GrpcException>(() => GrpcCallHeaders.Read(new HeaderDictionary { ["grpc-timeout"] = "soon" }));
        Assert.Equal(GrpcStatusCode.Internal, e.Code);
    }
}
