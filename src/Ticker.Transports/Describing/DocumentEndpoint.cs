using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Ticker.Protocol.Describing;

namespace Ticker.Transports.Describing;

/// <summary>Gives a document that was made at the start, to whoever asks, pages of any origin among them. Thread-safe.</summary>
/// <param name="document">The document.</param>
public sealed class DocumentEndpoint(JsonObject document)
{
    private static readonly JsonSerializerOptions Written = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private readonly byte[] _text = [.. JsonSerializer.SerializeToUtf8Bytes(document, Written), (byte)'\n'];

    /// <summary><c>GET /openapi.json</c>.</summary>
    public static DescribedEndpoint OpenApi { get; } = Described("/openapi.json", "openApi", "This document.");

    /// <summary><c>GET /asyncapi.json</c>.</summary>
    public static DescribedEndpoint AsyncApi { get; } = Described("/asyncapi.json", "asyncApi", "The socket's messages, as an AsyncAPI 3.0 document.");

    /// <summary>The document as it is given.</summary>
    public ReadOnlyMemory<byte> Text => _text;

    /// <summary>Answers a request.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = _text.Length;
        context.Response.Headers.CacheControl = "no-cache";
        context.Response.Headers.AccessControlAllowOrigin = "*";
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(_text, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static DescribedEndpoint Described(string path, string name, string summary) => new(path, name, summary)
    {
        Needs = null,
        Answers = [new(StatusCodes.Status200OK, "The document.", ("application/json", () => Schema.Object()))],
    };
}
