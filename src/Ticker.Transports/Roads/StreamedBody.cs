using Microsoft.AspNetCore.Http;
using Ticker.Engine.Deliver;
using Ticker.Transports.Listening;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Roads;

/// <summary>
/// The body of an answer without end, behind what Kestrel has written of it. On plain HTTP/1.1 the lane writes it to the
/// socket, as chunks; Kestrel writes the head and the last chunk. Elsewhere all of it goes through Kestrel.
/// </summary>
internal sealed class StreamedBody : IDisposable
{
    private readonly HttpContext _context;
    private readonly StreamSink? _stream;
    private readonly SocketSink? _socket;

    /// <summary>Takes over the body of an answer that has not begun.</summary>
    /// <param name="context">The request.</param>
    /// <param name="options">How much the kernel may hold, and how far a reader may be behind.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="ObjectDisposedException">The connection is gone already; so with <see cref="System.Net.Sockets.SocketException"/>.</exception>
    public StreamedBody(HttpContext context, StreamEndpointOptions options, TimeProvider time)
    {
        _context = context;
        if (PlainConnection.Of(context) is { } connection)
        {
            _socket = new SocketSink(connection.Socket, options.UnsentLowWater, options.ReaderLag, time);
        }
        else
        {
            _stream = new StreamSink(context.Response.Body, options.UnsentLowWater);
        }
    }

    /// <summary>Where the lane sends.</summary>
    public IFrameSink Sink => _socket ?? (IFrameSink)_stream!;

    /// <summary>How messages are to be framed for it.</summary>
    public Framing Of(Framing framing) => framing with { IsChunked = _socket is not null };

    /// <summary>Waits until the lane has let go and all that it sent has left, or ends the connection.</summary>
    /// <param name="completion">The subscriber's.</param>
    /// <param name="grace">How long the last of it may take to leave.</param>
    /// <param name="time">The clock.</param>
    public async Task<SubscriberEnd> EndAsync(Task<SubscriberEnd> completion, TimeSpan grace, TimeProvider time)
    {
        if (_stream is not null)
        {
            return await new StreamEnd(_context, _stream, grace, time).WaitAsync(completion).ConfigureAwait(false);
        }

        // A socket's lane lets go in good order only when nothing is left to send.
        SubscriberEnd end = await completion.ConfigureAwait(false);
        if (end == SubscriberEnd.Aborted)
        {
            _context.Abort();
        }

        return end;
    }

    /// <inheritdoc/>
    public void Dispose() => _socket?.Dispose();
}
