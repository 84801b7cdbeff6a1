using System.Net;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Starting;

/// <summary>Where settings come from: a file beside the program, the environment, the command line, the later over the earlier.</summary>
public sealed class SettingSourceTests : IDisposable
{
    private readonly string _name = Guid.NewGuid().ToString("N");

    private string File => Path.Combine(AppContext.BaseDirectory, $"appsettings.{_name}.json");

    [Theory]
    [InlineData(null, null, "127.0.0.2")]
    [InlineData("http://127.0.0.3:0", null, "127.0.0.3")]
    [InlineData("http://127.0.0.3:0", "http://127.0.0.4:0", "127.0.0.4")]
    public async Task Start_WithASettingInSeveralPlaces_TakesTheLast(string? inEnvironment, string? onCommandLine, string taken)
    {
        await System.IO.File.WriteAllTextAsync(File, """{ "Ticker": { "Demo": { "Enabled": false }, "Listen": { "Web": "http://127.0.0.2:0", "Grpc": "http://127.0.0.2:0" } } }""");
        (string, string)[] environment = [("DOTNET_ENVIRONMENT", _name), .. inEnvironment is null ? [] : new[] { ("Ticker__Listen__Grpc", inEnvironment) }];
        await using ServerProcess server = ServerProcess.Start(environment, onCommandLine is null ? [] : [$"--Ticker:Listen:Grpc={onCommandLine}"]);

        (IPEndPoint web, IPEndPoint grpc) = await server.ReadyAsync();

        Assert.Equal(("127.0.0.2", taken), (web.Address.ToString(), grpc.Address.ToString()));
    }

    [Fact]
    public async Task Start_WithAMisspeltSettingInTheEnvironment_NamesIt()
    {
        await using ServerProcess server = ServerProcess.Start([("Ticker__Lnaes", "2")]);
        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains("Ticker:Lnaes is not a setting", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_WithAFileThatIsNotJson_NamesItAndThePlace()
    {
        await System.IO.File.WriteAllTextAsync(File, "{\n  \"Ticker\": }");
        await using ServerProcess server = ServerProcess.Start($"--environment={_name}");
        (int exitCode, string output, string errors) = await server.EndAsync();
        Assert.Equal((1, ""), (exitCode, output));
        Assert.Contains(File, errors, StringComparison.Ordinal);
        Assert.Contains("LineNumber: 1", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    public void Dispose() => System.IO.File.Delete(File);
}
