using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;
using Ticker.Server.Dashboard;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Dashboard;

/// <summary>The pages beside the program: which there are, how they are kept and how they are sent.</summary>
public sealed class PagesTests : IDisposable
{
    private const string Script = "/assets/index-B1c2D3e4.js";

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("ticker-pages-");

    public PagesTests()
    {
        Write("plain/index.html", "<title>plain</title>");
        Write("plain/dashboard.txt", "");
    }

    public void Dispose() => _root.Delete(recursive: true);

    [Theory]
    [InlineData("/")]
    [InlineData("/?theme=dark")]
    public async Task Get_OfTheTop_WithADashboard_IsTheDashboard(string path)
    {
        WriteDashboard();
        await using WebApplication app = await StartAsync();
        using HttpClient client = Client(app);
        using HttpResponseMessage answer = await client.GetAsync(path).WaitAsync(Patience.Limit);
        Assert.Equal((HttpStatusCode.OK, "<title>dashboard</title>"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));
        Assert.Equal("<title>plain</title>", await client.GetStringAsync("/plain/"));
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("HEAD")]
    public async Task Get_OfTheTop_WithoutADashboard_LeadsToThePlainBoardAndIsNotKept(string method)
    {
        await using WebApplication app = await StartAsync();
        using HttpClient client = Client(app);
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        using HttpResponseMessage answer = await client.SendAsync(request).WaitAsync(Patience.Limit);
        Assert.Equal((HttpStatusCode.Redirect, "/plain/", "no-store"), (answer.StatusCode, answer.Headers.Location?.OriginalString, answer.Headers.CacheControl?.ToString()));
        Assert.Equal("<title>plain</title>", await client.GetStringAsync("/plain/"));
    }

    [Theory]
    [InlineData("/", "text/html")]
    [InlineData("/plain/", "text/html")]
    [InlineData("/plain/dashboard.txt", "text/plain")]
    public async Task Get_OfAPage_IsAskedForAgainEachTimeAndSentAgainWhenChanged(string path, string type)
    {
        WriteDashboard();
        await using WebApplication app = await StartAsync();
        using HttpClient client = Client(app);
        using HttpResponseMessage answer = await client.GetAsync(path).WaitAsync(Patience.Limit);
        Assert.Equal(("no-cache", type), (answer.Headers.CacheControl?.ToString(), answer.Content.Headers.ContentType?.MediaType));

        using var again = new HttpRequestMessage(HttpMethod.Get, path);
        again.Headers.IfNoneMatch.Add(answer.Headers.ETag!);
        using HttpResponseMessage unchanged = await client.SendAsync(again).WaitAsync(Patience.Limit);
        Assert.Equal(HttpStatusCode.NotModified, unchanged.StatusCode);
    }

    [Theory]
    [InlineData(Script, "text/javascript")]
    [InlineData("/assets/index-B1c2D3e4.css", "text/css")]
    public async Task Get_OfAFileNamedByItsContent_IsKeptForEver(string path, string type)
    {
        WriteDashboard();
        await using WebApplication app = await StartAsync();
        using HttpClient client = Client(app);
        using HttpResponseMessage answer = await client.GetAsync(path).WaitAsync(Patience.Limit);
        Assert.Equal(type, answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal("public, max-age=31536000, immutable", Assert.Single(answer.Headers.GetValues("Cache-Control")));
    }

    [Theory]
    [InlineData("br")]
    [InlineData("gzip")]
    public async Task Get_OfAScript_IsCompressedForWhoeverTakesThat(string coding)
    {
        WriteDashboard();
        await using WebApplication app = await StartAsync();
        using HttpClient client = Client(app);
        using var request = new HttpRequestMessage(HttpMethod.Get, Script);
        request.Headers.AcceptEncoding.ParseAdd(coding);
        using HttpResponseMessage answer = await client.SendAsync(request).WaitAsync(Patience.Limit);
        Assert.Equal(coding, Assert.Single(answer.Content.Headers.ContentEncoding));
        Assert.Equal("Accept-Encoding", Assert.Single(answer.Headers.Vary));
        Assert.True((await answer.Content.ReadAsByteArrayAsync()).Length < 1_000);

        using HttpResponseMessage plain = await client.GetAsync(Script).WaitAsync(Patience.Limit);
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        Assert.Equal(10_000, (await plain.Content.ReadAsByteArrayAsync()).Length);
    }

    private static HttpClient Client(WebApplication app) =>
        new(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = new Uri(app.Urls.Single()) };

    private async Task<WebApplication> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _root.FullName, WebRootPath = _root.FullName });
        builder.Logging.ClearProviders();
        Pages.Add(builder.Services);
        WebApplication app = builder.Build();
        app.UsePages();
        app.Urls.Add("http://127.0.0.1:0");
        await app.StartAsync().WaitAsync(Patience.Limit);
        return app;
    }

    private void WriteDashboard()
    {
        Write("index.html", "<title>dashboard</title>");
        Write(Script[1..], new string('x', 10_000));
        Write("assets/index-B1c2D3e4.css", "p {}");
    }

    private void Write(string path, string text)
    {
        string file = Path.Combine(_root.FullName, path);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
    }
}
