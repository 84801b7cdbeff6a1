using System.Buffers;
using System.Net.Sockets;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// A connection of which nothing is left but its socket: reads it, and closes it when the lane has let go. While
/// nothing comes it holds no buffer: it waits for the socket to have something, and only then takes one. One task
/// runs it.
/// </summary>
/// <param name="socket">The connection's socket, set not to block; closed at the end.</param>
/// <param name="subscriber">The writing half.</param>
/// <param name="inbound">Where what is read goes.</param>
/// <param name="time">The clock.</param>
public sealed class SubscriberSocket(Socket socket, Subscriber subscriber, Inbound inbound, TimeProvider time)
{
    private const int BufferSize = 4096;
    private const int ReadsInARow = 16;

    /// <summary>Runs from the subscriber's joining to the end of the connection.</summary>
    /// <param name="first">What was read from the connection before; not held on to once it is dealt with.</param>
    /// <param name="completion">Completes when nobody uses the way out any more; null = when the subscriber does.</param>
    /// <returns>How it ended.</returns>
    public Task<SubscriberEnd> RunAsync(ReadOnlyMemory<byte> first, Task<SubscriberEnd>? completion = null) =>
        RunAsync(ReadAsync(first), completion ?? subscriber.Completion);

    private async Task<SubscriberEnd> RunAsync(Task reading, Task<SubscriberEnd> completion)
    {
        SubscriberEnd end = await completion.ConfigureAwait(false);
        Close(end);
        await reading.ConfigureAwait(false);
        return end;
    }

    private async Task ReadAsync(ReadOnlyMemory<byte> first)
    {
        try
        {
            await inbound.TakeAsync(first, default).ConfigureAwait(false);
            first = default;
            do
            {
                await WaitAsync().ConfigureAwait(false);
            }
            while (await ReadWhatCameAsync().ConfigureAwait(false));
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // The same as the end.
        }
        catch
        {
            // A defect here must not leave the lane with a connection that nobody reads.
            subscriber.PeerGone();
            inbound.Release();
            throw;
        }

        inbound.End();
    }

    // Until there is something to read, or the rest of a header did not come in time.
    private ValueTask<int> WaitAsync() => inbound.HeaderTimeLeft is { } left
        ? WaitAsync(left)
        : socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, default);

    private async ValueTask<int> WaitAsync(TimeSpan limit)
    {
        using var deadline = new CancellationTokenSource(limit, time);
        try
        {
            return await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested)
        {
            inbound.HeaderTimedOut();
            return 0;
        }
    }

    // False at the end. A peer that sends without end gives up its thread from time to time.
    private async ValueTask<bool> ReadWhatCameAsync()
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            for (int n = 1; ; n++)
            {
                int read = socket.Receive(buffer, SocketFlags.None, out SocketError error);
                if (error is SocketError.WouldBlock or SocketError.TryAgain)
                {
                    return true;
                }

                if (read == 0 || error != SocketError.Success)
                {
                    return false;
                }

                await inbound.TakeAsync(buffer.AsMemory(0, read), default).ConfigureAwait(false);
                if (read < buffer.Length)
                {
                    return true;
                }

                if (n % ReadsInARow == 0)
                {
                    await Task.Yield();
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private void Close(SubscriberEnd end)
    {
        if (end == SubscriberEnd.Aborted)
        {
            // With a reset: what waits to be sent will never be read.
            socket.Close(0);
            return;
        }

        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // The peer was faster.
        }

        socket.Dispose();
    }
}
