using Ticker.Client.Feeds;

namespace Ticker.Client.Tests.Feeds;

public sealed class GrpcCallTests
{
    /// <summary>Its reader is between two answers when the call is disposed.</summary>
    [Fact]
    public async Task ReadAsync_CallWasDisposed_IsAFeedException()
    {
        await using StandInFeedServer server = await StandInFeedServer.StartAsync(async call =>
        {
            await call.AckAsync(1);
            await call.AckAsync(2);
            await call.ReadAsync();
        });
        GrpcCall call = await GrpcCall.OpenAsync(server.Address, "/ticker.feed.v1.FeedService/Publish", key: null, TimeSpan.FromSeconds(10), CancellationToken.None);
        Assert.NotNull(await call.ReadAsync().AsTask().Soon());

        await call.DisposeAsync();

        FeedException ended = await Assert.ThrowsAsync<FeedException>(() => call.ReadAsync().AsTask()).Soon();
        Assert.Equal(FeedStatus.Unavailable, ended.Status);
    }
}
