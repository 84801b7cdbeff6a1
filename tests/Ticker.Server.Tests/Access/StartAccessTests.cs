using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>A server that others could reach does not start unless it asks who comes, or is told not to.</summary>
public sealed class StartAccessTests
{
    [Theory]
    [InlineData("Web=http://0.0.0.0:0", "Ticker:Listen:Web is http://0.0.0.0:0")]
    [InlineData("Grpc=http://[::]:0", "Ticker:Listen:Grpc is http://[::]:0")]
    [InlineData("Http2=http://192.0.2.1:0", "Ticker:Listen:Http2 is http://192.0.2.1:0")]
    public void Build_BeyondThisMachineWithoutKeys_IsRefused(string listen, string told)
    {
        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build($"Listen:{listen}"));
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Build_BeyondThisMachineWhenToldTo_IsDone()
    {
        await using ServerUnderTest server = ServerUnderTest.Build("Listen:Web=http://0.0.0.0:0", "Access:OpenToTheNetwork=true");
        Assert.NotNull(server.App);
    }

    [Theory]
    [InlineData("Access:Keys=/nowhere/keys.json", "Ticker:Access:Keys is /nowhere/keys.json")]
    [InlineData("Access:Jwt:Keys=/nowhere/jwks.json", "Ticker:Access:Jwt:Issuer")]
    [InlineData("Access:TicketLife=00:00:00", "Ticker:Access:TicketLife")]
    [InlineData("Access:AuthDeadline=00:00:00", "Ticker:Access:AuthDeadline")]
    public void Build_WithWhatCannotBeUsed_IsRefused(string setting, string told)
    {
        InvalidConfigurationException wrong = Assert.Throws<InvalidConfigurationException>(() => ServerUnderTest.Build(setting));
        Assert.Contains(told, wrong.Message, StringComparison.Ordinal);
    }
}
