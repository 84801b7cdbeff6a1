namespace Ticker.Server.Tests;

public sealed class ShownSettingTests
{
    [Theory]
    [InlineData("Ticker:Auth:JwtSecret", "hush", "(hidden)")]
    [InlineData("Ticker:Auth:AdminKey", "hush", "(hidden)")]
    [InlineData("Ticker:Auth:JwtSecret", "", "")]
    [InlineData("Ticker:Listen:CertificateKey", "key.pem", "key.pem")]
    [InlineData("Ticker:Lanes", 4, "4")]
    [InlineData("Ticker:Demo:Enabled", true, "true")]
    public void Of_AValue_IsShownUnlessItIsASecret(string key, object value, string shown) => Assert.Equal(shown, ShownSetting.Of(key, value, isSet: true).Value);
}
