using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Ticker.Rivals;

/// <summary>Says that a rival is ready, in the words of Ticker's own server.</summary>
internal static class Listening
{
    public static void Tell(WebApplication app)
    {
        string[] addresses = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];
        Console.WriteLine($"Rival is ready: web {addresses[0]} grpc {addresses[^1]}");
    }
}
