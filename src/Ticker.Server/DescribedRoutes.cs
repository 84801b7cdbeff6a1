using Ticker.Protocol.Describing;
using Ticker.Transports.Access;
using Ticker.Transports.Describing;

namespace Ticker.Server;

/// <summary>Maps endpoints, each with its description: none can be left out of the document. For one thread.</summary>
/// <param name="app">Where they are mapped.</param>
/// <param name="guard">Asks who comes.</param>
internal sealed class DescribedRoutes(WebApplication app, WebGuard guard)
{
    private static readonly string[] Readable = [HttpMethods.Get, HttpMethods.Head];

    private readonly List<DescribedEndpoint> _endpoints = [];

    /// <summary>Maps an endpoint that looks at the method, and asks who comes, itself.</summary>
    public void MapAny(DescribedEndpoint endpoint, RequestDelegate handler)
    {
        _endpoints.Add(endpoint);
        app.Map(endpoint.Path, handler);
    }

    /// <summary>Maps an endpoint for its method, with HEAD where that is GET, and for those who have the right that it needs.</summary>
    public void Map(DescribedEndpoint endpoint, RequestDelegate handler)
    {
        _endpoints.Add(endpoint);
        string[] methods = endpoint.Method == "get" ? Readable : [endpoint.Method.ToUpperInvariant()];
        app.MapMethods(endpoint.Path, methods, endpoint.Needs is { } right ? guard.Protect(right, handler, endpoint.AtAnyRate, endpoint.IsConnection) : handler);
    }

    /// <summary>Maps the documents, once all else is mapped.</summary>
    public void MapDocuments()
    {
        Map(DocumentEndpoint.AsyncApi, new DocumentEndpoint(AsyncApiDocument.Build()).HandleAsync);
        _endpoints.Add(DocumentEndpoint.OpenApi);
        app.MapMethods(DocumentEndpoint.OpenApi.Path, Readable, new DocumentEndpoint(OpenApiDocument.Build(_endpoints)).HandleAsync);
    }
}
