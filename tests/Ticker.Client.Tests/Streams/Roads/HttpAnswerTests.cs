using System.Net.Sockets;
using Ticker.Client.Streams.Roads;
using Ticker.Client.Subscriptions;

namespace Ticker.Client.Tests.Streams.Roads;

public sealed class HttpAnswerTests
{
    public static TheoryData<Exception> OfTheLine =>
        [new HttpRequestException("refused"), new IOException("reset"), new SocketException((int)SocketError.NotConnected)];

    /// <summary>The last of them is what an HTTP client throws where a line is cut at the moment it is made.</summary>
    [Theory]
    [MemberData(nameof(OfTheLine))]
    public async Task GetAsync_LineIsCut_NobodyAnswers(Exception cut)
    {
        using var client = new HttpClient(new Cut(cut)) { BaseAddress = new Uri("http://127.0.0.1:9/") };

        SubscriberException failure = await Assert.ThrowsAsync<SubscriberException>(
            () => HttpAnswer.GetAsync(client, "v1/events", "text/event-stream", key: null, CancellationToken.None)).Soon();

        Assert.Equal(ConnectionEnd.NoServer, failure.End);
        Assert.Contains(cut.Message, failure.Message);
    }

    private sealed class Cut(Exception failure) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => throw failure;
    }
}
