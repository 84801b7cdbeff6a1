using System.Buffers.Binary;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;
using Ticker.Feeds.Contract.V1;

namespace Ticker.Client.Tests.Feeds;

/// <summary>One call at the stand-in: reads what the publisher sent with the generated parser, and answers.</summary>
internal sealed class StandInCall(HttpContext context)
{
    public HttpContext Context => context;

    /// <summary>The lengths of the messages read, without their prefix.</summary>
    public List<int> MessageLengths { get; } = [];

    public async Task<PublishRequest?> ReadAsync()
    {
        var prefix = new byte[5];
        if (await context.Request.Body.ReadAtLeastAsync(prefix, 5, throwOnEndOfStream: false) < 5)
        {
            return null;
        }

        Assert.Equal(0, prefix[0]);
        var message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await context.Request.Body.ReadExactlyAsync(message);
        MessageLengths.Add(message.Length);
        return PublishRequest.Parser.ParseFrom(message);
    }

    public async Task<Hello> AcceptAsync(ulong epoch = 7, ulong lastSequence = 0)
    {
        Hello hello = (await ReadAsync())!.Hello;
        await SendAsync(new PublishResponse { Ready = new Ready { Epoch = epoch, LastSequence = lastSequence } });
        return hello;
    }

    public Task AckAsync(ulong received, ulong rejected = 0) =>
        SendAsync(new PublishResponse { Ack = new Ack { Received = received, RejectedTotal = rejected } });

    public async Task SendAsync(PublishResponse response)
    {
        byte[] message = response.ToByteArray();
        var frame = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(1), message.Length);
        message.CopyTo(frame, 5);
        await SendRawAsync(frame);
    }

    public async Task SendRawAsync(ReadOnlyMemory<byte> bytes)
    {
        await context.Response.Body.WriteAsync(bytes);
        await context.Response.Body.FlushAsync();
    }

    /// <summary>Sets how the call ends once the script returns; as headers alone when nothing was sent yet.</summary>
    public void End(int status, string message = "")
    {
        if (context.Response.HasStarted)
        {
            context.Response.AppendTrailer("grpc-status", status.ToString());
            context.Response.AppendTrailer("grpc-message", message);
        }
        else
        {
            context.Response.Headers["grpc-status"] = status.ToString();
            context.Response.Headers["grpc-message"] = message;
        }
    }
}
