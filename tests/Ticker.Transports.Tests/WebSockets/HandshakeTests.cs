using Microsoft.AspNetCore.Http;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>The checks alone; the server's tests send the same as bytes.</summary>
public sealed class HandshakeTests
{
    [Fact]
    public void Check_TheRfcsOwnSample_AcceptsItWithTheRfcsAnswer()
    {
        Assert.Null(Handshake.Check(Context(), out string accept));
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", accept);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version", null, 400)]
    [InlineData("Sec-WebSocket-Version", "7", 426)]
    [InlineData("Sec-WebSocket-Version", "13, 8", 426)]
    [InlineData("Sec-WebSocket-Key", null, 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ", 400)]
    [InlineData("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZSE=", 400)]
    [InlineData("Upgrade", "websocket2", 400)]
    [InlineData("Connection", "close", 400)]
    [InlineData("Transfer-Encoding", "chunked", 400)]
    public void Check_OneThingWrong_SaysWhich(string header, string? value, int status)
    {
        HttpContext context = Context();
        context.Request.Headers[header] = value;
        HandshakeRefusal? refusal = Handshake.Check(context, out string accept);
        Assert.Equal(status, refusal?.Status);
        Assert.Equal("", accept);
    }

    [Theory]
    [InlineData("POST", "HTTP/1.1", 405)]
    [InlineData("GET", "HTTP/1.0", 400)]
    [InlineData("GET", "HTTP/2", 400)]
    public void Check_AnotherMethodOrProtocol_IsRefused(string method, string protocol, int status)
    {
        HttpContext context = Context();
        (context.Request.Method, context.Request.Protocol) = (method, protocol);
        Assert.Equal(status, Handshake.Check(context, out _)?.Status);
    }

    private static DefaultHttpContext Context()
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Protocol = "HTTP/1.1";
        context.Request.Headers.Upgrade = "websocket";
        context.Request.Headers.Connection = "keep-alive, Upgrade";
        context.Request.Headers.SecWebSocketVersion = "13";
        context.Request.Headers.SecWebSocketKey = "dGhlIHNhbXBsZSBub25jZQ==";
        return context;
    }
}
