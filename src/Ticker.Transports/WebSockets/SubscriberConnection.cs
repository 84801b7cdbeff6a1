using System.Buffers;
using Ticker.Engine.Deliver;

namespace Ticker.Transports.WebSockets;

/// <summary>
/// The reading half of a connection that is a stream: hands what comes to <see cref="Inbound"/>. One task runs it.
/// </summary>
/// <param name="stream">The upgraded stream.</param>
/// <param name="subscriber">The writing half.</param>
/// <param name="inbound">Where what is read goes.</param>
/// <param name="time">The clock.</param>
public sealed class SubscriberConnection(Stream stream, Subscriber subscriber, Inbound inbound, TimeProvider time)
{
    private const int BufferSize = 4096;

    /// <summary>Reads until the peer ends or <paramref name="cancellation"/> says that the connection is over.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        try
        {
            while (await ReadAsync(cancellation).ConfigureAwait(false))
            {
            }
        }
        catch (Exception end) when (end is IOException or OperationCanceledException)
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

        inbound.Release();
        if (!cancellation.IsCancellationRequested)
        {
            inbound.End();
        }
    }

    // Holds a buffer only while there is something to read into it. False at the end.
    private async ValueTask<bool> ReadAsync(CancellationToken cancellation)
    {
        if (!await WaitAsync(cancellation).ConfigureAwait(false))
        {
            return true;
        }

        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int read = await stream.ReadAsync(buffer, cancellation).ConfigureAwait(false);
            await inbound.TakeAsync(buffer.AsMemory(0, read), cancellation).ConfigureAwait(false);
            return read > 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // Until there is something to read. False when the rest of a header did not come in time.
    private async ValueTask<bool> WaitAsync(CancellationToken cancellation)
    {
        if (inbound.HeaderTimeLeft is not { } left)
        {
            await stream.ReadAsync(Memory<byte>.Empty, cancellation).ConfigureAwait(false);
            return true;
        }

        using var deadline = new CancellationTokenSource(left, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellation);
        try
        {
            await stream.ReadAsync(Memory<byte>.Empty, either.Token).ConfigureAwait(false);
            return true;
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            inbound.HeaderTimedOut();
            return false;
        }
    }
}
