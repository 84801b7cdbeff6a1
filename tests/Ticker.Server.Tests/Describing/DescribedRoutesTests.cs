using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Describing;

public sealed class DescribedRoutesTests
{
    [Fact]
    public async Task Document_EveryRouteOfTheServer_IsInIt()
    {
        await using ServerUnderTest server = await ServerUnderTest.StartAsync();
        using var client = new HttpClient { BaseAddress = new Uri($"http://{server.Web}") };
        JsonNode document = JsonNode.Parse(await client.GetStringAsync("/openapi.json").WaitAsync(Patience.Limit))!;
        IEnumerable<string> routes = server.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
            .OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText!);

        Assert.Equal(routes.Order(StringComparer.Ordinal), document["paths"]!.AsObject().Select(path => path.Key));
    }
}
