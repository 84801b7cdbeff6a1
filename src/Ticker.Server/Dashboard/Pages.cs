namespace Ticker.Server.Dashboard;

/// <summary>
/// Serves the pages that stand beside the program: at <c>/</c> the dashboard, at <c>/plain/</c> the plain board, which
/// is there even where the dashboard could not be built; then <c>/</c> leads to it. At <c>/clients/js/</c> is the
/// JavaScript client, which pages of any origin may load.
/// </summary>
/// <remarks>Source of the cache rules: RFC 9111, and RFC 8246 for what never changes.</remarks>
internal static class Pages
{
    /// <summary>Where files are whose names hold a hash of their content.</summary>
    private const string Hashed = "/assets";

    private const string PlainBoard = "/plain/";

    /// <summary>Where the JavaScript client is, for pages of anybody.</summary>
    private const string ClientModules = "/clients/js";

    /// <summary>Adds what <see cref="UsePages"/> needs.</summary>
    public static void Add(IServiceCollection services) =>
        // What is compressed holds no secret that a page of others could guess at by its length.
        services.AddResponseCompression(compression => compression.EnableForHttps = true);

    /// <summary>Serves them.</summary>
    public static void UsePages(this WebApplication app)
    {
        if (!app.Environment.WebRootFileProvider.GetFileInfo("index.html").Exists)
        {
            app.Use(next => context =>
            {
                if (context.Request.Path != "/" || !(HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method)))
                {
                    return next(context);
                }

                context.Response.Headers.CacheControl = "no-store";
                context.Response.Redirect(PlainBoard);
                return Task.CompletedTask;
            });
        }

        app.UseWhen(context => context.Request.Path.StartsWithSegments(Hashed), assets => assets.UseResponseCompression());
        app.UseDefaultFiles();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = file => Describe(file.Context.Request.Path, file.Context.Response.Headers) });
    }

    private static void Describe(PathString path, IHeaderDictionary headers)
    {
        headers.CacheControl = CacheControl(path);
        if (path.StartsWithSegments(ClientModules))
        {
            // Modules of other origins are fetched with CORS; whether their page may have a stream is asked when it connects.
            headers.AccessControlAllowOrigin = "*";
            headers["Cross-Origin-Resource-Policy"] = "cross-origin";
        }
    }

    // A page names its files by their hashes, so only the page itself has to be asked for again.
    private static string CacheControl(PathString path) => path.StartsWithSegments(Hashed) ? "public, max-age=31536000, immutable" : "no-cache";
}
