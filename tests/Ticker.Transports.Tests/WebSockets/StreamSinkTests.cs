using System.Net.Sockets;
using Ticker.Engine.Deliver;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class StreamSinkTests : SinkContract
{
    private const int MostUnsent = 16 * 1024;

    private protected override (IFrameSink Sink, Func<ValueTask> LetGo) Make(Socket server)
    {
        // Owned by the test, as the connection's stream is by its server.
        var stream = new NetworkStream(server, ownsSocket: false);
        var sink = new StreamSink(stream, MostUnsent);
        return (sink, async () =>
        {
            await sink.Idle;
            await stream.DisposeAsync();
        });
    }
}
