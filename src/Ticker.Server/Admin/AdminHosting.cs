using Ticker.Engine.Access;
using Ticker.Transports.Admin;
using Ticker.Transports.Describing;

namespace Ticker.Server.Admin;

/// <summary>Adds what operators see, and where they step in, to a server.</summary>
internal static class AdminHosting
{
    /// <summary>Adds it.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ConnectionRegister>();
        services.AddSingleton<ConnectionsEndpoint>();
        services.AddSingleton<ConnectionActions>();
        services.AddSingleton<FeedsEndpoint>();
        services.AddSingleton<MarketEndpoint>();
    }

    /// <summary>Answers 404 to what is not for the port that it comes to. Nothing, where operators have no port of their own.</summary>
    public static void UseAdminPort(this IApplicationBuilder app, ListenOptions listen)
    {
        if (listen.Admin.Length == 0)
        {
            return;
        }

        app.Use(next => context =>
        {
            if (AdminPort.Serves(context))
            {
                return next(context);
            }

            // As what there is not at all.
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
    }

    /// <summary>Maps it.</summary>
    public static void Map(DescribedRoutes routes, IServiceProvider services)
    {
        bool isOpen = services.GetRequiredService<AccessGate>().IsOpen;
        MapOne(ConnectionsDescription.Endpoint, services.GetRequiredService<ConnectionsEndpoint>().HandleAsync);
        MapOne(ActionDescriptions.Close, services.GetRequiredService<ConnectionActions>().CloseAsync);
        MapOne(ActionDescriptions.Slow, services.GetRequiredService<ConnectionActions>().SlowAsync);
        MapOne(FeedsDescription.Endpoint, services.GetRequiredService<FeedsEndpoint>().HandleAsync);
        MapOne(MarketDescription.Endpoint, services.GetRequiredService<MarketEndpoint>().HandleAsync);

        // Where nobody has to say who they are, it is enough to be on this machine, and no less.
        void MapOne(DescribedEndpoint endpoint, RequestDelegate handler) => routes.Map(endpoint, isOpen ? LocalOnly.Protect(handler) : handler);
    }
}
