using Microsoft.AspNetCore.Http;
using Ticker.Protocol;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class SubprotocolTests
{
    [Theory]
    [InlineData("", "", WireEncoding.MessagePack, null)]
    [InlineData("", "?encoding=json", WireEncoding.Json, null)]
    [InlineData("", "?encoding=msgpack", WireEncoding.MessagePack, null)]
    [InlineData("ticker.v1.json", "", WireEncoding.Json, "ticker.v1.json")]
    [InlineData("ticker.v1.msgpack", "?encoding=json", WireEncoding.MessagePack, "ticker.v1.msgpack")]
    [InlineData("mqtt, ticker.v1.json,ticker.v1.msgpack", "", WireEncoding.Json, "ticker.v1.json")]
    public void Choose_WhatIsKnown_IsTheFirstOffered(string offered, string query, WireEncoding encoding, string? answer)
    {
        Assert.Null(Subprotocol.Choose(Request(offered, query), out WireEncoding chosen, out string? answered));
        Assert.Equal((encoding, answer), (chosen, answered));
    }

    [Theory]
    [InlineData("mqtt", "")]
    [InlineData("ticker.v2.json, TICKER.V1.JSON", "")]
    [InlineData("", "?encoding=xml")]
    [InlineData("", "?encoding=json&encoding=msgpack")]
    public void Choose_WhatIsNotKnown_SaysSo(string offered, string query) =>
        Assert.NotNull(Subprotocol.Choose(Request(offered, query), out _, out _));

    private static HttpRequest Request(string offered, string query)
    {
        HttpRequest request = new DefaultHttpContext().Request;
        request.QueryString = new QueryString(query);
        if (offered.Length > 0)
        {
            request.Headers.SecWebSocketProtocol = offered;
        }

        return request;
    }
}
