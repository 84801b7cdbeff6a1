using Google.Protobuf;
using Ticker.Feeds.Contract.Reflection;
using Ticker.Feeds.Grpc.Calls;
using Question = Ticker.Feeds.Contract.Reflection.ServerReflectionRequest.MessageRequestOneofCase;

namespace Ticker.Feeds.Grpc.Reflection;

/// <summary>
/// Serves grpc.reflection.v1.ServerReflection, so that a general client knows the contract without its file.
/// Source: "GRPC Server Reflection Protocol". Thread-safe.
/// </summary>
/// <param name="index">What there is.</param>
internal sealed class ReflectionMethod(DescriptorIndex index)
{
    /// <summary>Answers one question after the other, until the caller half-closes.</summary>
    public async Task ServeAsync(GrpcCall call)
    {
        while (await call.ReadAsync().ConfigureAwait(false) is { } message)
        {
            ServerReflectionRequest request;
            try
            {
                request = ServerReflectionRequest.Parser.ParseFrom(message.Span);
            }
            catch (InvalidProtocolBufferException)
            {
                throw new GrpcException(GrpcStatusCode.InvalidArgument, "the message is not a legal ServerReflectionRequest");
            }

            call.Output.Write(Answer(request));
            if (!await call.Output.FlushAsync(call.Cancelled).ConfigureAwait(false))
            {
                return;
            }
        }
    }

    private ServerReflectionResponse Answer(ServerReflectionRequest request)
    {
        var response = new ServerReflectionResponse { ValidHost = request.Host, OriginalRequest = request };
        switch (request.MessageRequestCase)
        {
            case Question.ListServices:
                response.ListServicesResponse = new ListServiceResponse { Service = { index.Services.Select(name => new ServiceResponse { Name = name }) } };
                break;
            case Question.FileByFilename:
                Set(response, index.FindFile(request.FileByFilename));
                break;
            case Question.FileContainingSymbol:
                Set(response, index.FindSymbol(request.FileContainingSymbol));
                break;
            default:
                // There are no extensions in proto3 to ask for.
                Set(response, null);
                break;
        }

        return response;
    }

    private static void Set(ServerReflectionResponse response, IEnumerable<ByteString>? files)
    {
        if (files is null)
        {
            response.ErrorResponse = new ErrorResponse { ErrorCode = (int)GrpcStatusCode.NotFound, ErrorMessage = "not found" };
        }
        else
        {
            response.FileDescriptorResponse = new FileDescriptorResponse { FileDescriptorProto = { files } };
        }
    }
}
