using Ticker.Cli.Reading;

namespace Ticker.Cli.Tests.Reading;

public class VenueNamesTests
{
    [Theory]
    [InlineData("/data/spot_btc.gz", "XONE")]
    [InlineData("usdm=btc.gz", "XTWO")]
    [InlineData("other.gz", null)]
    public void For_File_IsTheFirstPatternThatMatchesItsName(string path, string? venue) =>
        Assert.Equal(venue, new VenueNames(["spot*=XONE", "usdm=*=XTWO", "spot*=XTHREE"]).For(path));

    [Fact]
    public void For_NameWithoutPattern_IsForEveryFile() => Assert.Equal("XALL", new VenueNames(["XALL"]).For("/a/b.gz"));

    [Theory]
    [InlineData("XALL", true)]
    [InlineData("a*=XALL", true)]
    [InlineData("a*=", false)]
    [InlineData("X:Y", false)]
    public void Check_Entry_SaysWhetherItsVenueIsOne(string entry, bool good) => Assert.Equal(good, VenueNames.Check(entry) is null);
}
