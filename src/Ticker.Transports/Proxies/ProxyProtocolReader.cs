using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;

namespace Ticker.Transports.Proxies;

/// <summary>
/// Takes the header of the PROXY protocol off the connections of trusted proxies, before HTTP begins, and gives each the
/// address that the header tells. A connection that does not begin with one is refused, as the protocol demands (section
/// 2: a receiver must not guess); one of anybody else is left as it is, so that a header of theirs is bad HTTP. Thread-safe.
/// </summary>
/// <param name="options">The deadline.</param>
/// <param name="trusted">Whose word is taken.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of connections that were refused.</param>
public sealed partial class ProxyProtocolReader(ProxyOptions options, TrustedAddresses trusted, TimeProvider time, ILogger<ProxyProtocolReader> logger)
{
    /// <summary>Serves a connection.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="next">Whoever serves it from then on.</param>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ArgumentNullException.ThrowIfNull(connection);
        ArgumentNullException.ThrowIfNull(next);
        if (!trusted.Contains((connection.RemoteEndPoint as IPEndPoint)?.Address))
        {
            await next(connection).ConfigureAwait(false);
            return;
        }

        string? wrong = await TakeAsync(connection).ConfigureAwait(false);
        if (wrong is null)
        {
            await next(connection).ConfigureAwait(false);
        }
        else if (wrong.Length > 0)
        {
            LogRefused(connection.ConnectionId, connection.RemoteEndPoint, wrong);
            await RefuseAsync(connection.Transport.Output, wrong).ConfigureAwait(false);
        }
    }

    // Null when the header was taken, empty when there is nobody to tell what is wrong.
    private async Task<string?> TakeAsync(ConnectionContext connection)
    {
        using var deadline = new CancellationTokenSource(options.HeaderDeadline, time);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(
            deadline.Token,
            connection.ConnectionClosed,
            connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(stop.Token).ConfigureAwait(false);
                ProxyProtocolStep step = Look(read.Buffer, out SequencePosition end, out IPEndPoint? source);
                if (step == ProxyProtocolStep.Header)
                {
                    connection.RemoteEndPoint = source ?? connection.RemoteEndPoint;
                    input.AdvanceTo(end);
                    return null;
                }

                input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                if (step == ProxyProtocolStep.Garbage)
                {
                    return "a connection of this proxy must begin with a header of the PROXY protocol";
                }

                if (read.IsCompleted || read.IsCanceled)
                {
                    return "";
                }
            }
        }
        catch (OperationCanceledException)
        {
            return deadline.IsCancellationRequested ? "the header of the PROXY protocol did not come in time" : "";
        }
        catch (IOException)
        {
            return "";
        }
    }

    private static ProxyProtocolStep Look(ReadOnlySequence<byte> buffer, out SequencePosition end, out IPEndPoint? source)
    {
        byte[] copy = buffer.Slice(0, Math.Min(buffer.Length, ProxyProtocolHeader.MaxBytes)).ToArray();
        ProxyProtocolStep step = ProxyProtocolHeader.Read(copy, out int length, out source);
        end = buffer.GetPosition(step == ProxyProtocolStep.Header ? length : 0);
        return step;
    }

    // A person who tries the port by hand, or a proxy that logs what it is answered, reads why.
    private static async Task RefuseAsync(PipeWriter output, string why)
    {
        string answer = $"HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain\r\nContent-Length: {why.Length + 1}\r\nConnection: close\r\n\r\n{why}\n";
        await output.WriteAsync(Encoding.ASCII.GetBytes(answer)).ConfigureAwait(false);
    }

    [LoggerMessage(EventId = 2401, Level = LogLevel.Warning, Message = "Connection {Connection} of the proxy {Address} was refused: {Reason}.")]
    private partial void LogRefused(string connection, EndPoint? address, string reason);
}
