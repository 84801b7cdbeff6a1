using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>One call in progress, after its headers were found good.</summary>
internal sealed class GrpcCall : IDisposable
{
    // CANCEL: the stream is no longer needed. Source: RFC 9113, 7.
    private const int CancelErrorCode = 8;

    private const string Scheme = "Bearer ";

    private readonly CancellationTokenSource _deadline;
    private readonly CancellationTokenSource _cancelled;
    private readonly CancellationToken _stopping;
    private readonly HttpContext _context;

    public GrpcCall(HttpContext context, GrpcCallHeaders headers, int maxMessageBytes, TimeProvider time, CancellationToken stopping)
    {
        _context = context;
        _stopping = stopping;
        _deadline = new CancellationTokenSource(headers.Timeout, time);
        _cancelled = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, _deadline.Token, stopping);
        Input = new GrpcMessageReader(context.Request.BodyReader, headers.Encoding, maxMessageBytes);
        Output = new GrpcMessageWriter(context.Response.BodyWriter);
    }

    /// <summary>What the caller sends.</summary>
    public GrpcMessageReader Input { get; }

    /// <summary>What it is answered.</summary>
    public GrpcMessageWriter Output { get; }

    /// <summary>Cancelled when the call must end: the caller is gone, its deadline has passed, or the server stops.</summary>
    public CancellationToken Cancelled => _cancelled.Token;

    /// <summary>From where it comes.</summary>
    public IPAddress? Address => _context.Connection.RemoteIpAddress;

    /// <summary>Who calls, for logs.</summary>
    public string Peer => $"{_context.Connection.RemoteIpAddress}:{_context.Connection.RemotePort}";

    /// <summary>The key or token that the caller gives in <c>authorization</c>; null = none, or not in the one way there is.</summary>
    public string? Credential => _context.Request.Headers.Authorization is [{ } written] && written.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
        ? written[Scheme.Length..].Trim()
        : null;

    /// <summary>Whether nobody waits for an answer any more.</summary>
    public bool IsAborted => _context.RequestAborted.IsCancellationRequested;

    /// <summary>Whether the server is shutting down.</summary>
    public bool IsServerStopping => _stopping.IsCancellationRequested;

    /// <summary>The status that <see cref="Cancelled"/> means.</summary>
    public GrpcException CancelledBecause() =>
        _deadline.IsCancellationRequested ? new GrpcException(GrpcStatusCode.DeadlineExceeded, "the call's deadline passed")
        : _stopping.IsCancellationRequested ? new GrpcException(GrpcStatusCode.Unavailable, "the server is shutting down")
        : new GrpcException(GrpcStatusCode.Cancelled, "the call was cancelled");

    /// <summary>Ends the call without a status, and lets go of all that waits to be read by its caller.</summary>
    public void Reset()
    {
        if (!IsAborted)
        {
            _context.Features.Get<IHttpResetFeature>()?.Reset(CancelErrorCode);
        }
    }

    /// <summary>Reads the next message, of a caller that is not in a hurry.</summary>
    /// <returns>The message, valid until the next call; null at the end.</returns>
    public async ValueTask<ReadOnlyMemory<byte>?> ReadAsync()
    {
        ReadOnlyMemory<byte> message;
        while (!Input.TryRead(out message))
        {
            if (!await Input.WaitAsync(Cancelled).ConfigureAwait(false))
            {
                return null;
            }
        }

        return message;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _cancelled.Dispose();
        _deadline.Dispose();
        Input.Dispose();
    }
}
