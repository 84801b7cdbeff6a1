using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

/// <summary>RFC 7692, section 7.1.</summary>
public sealed class DeflateOfferTests
{
    private const string Alone = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    [Theory]
    [InlineData("permessage-deflate", Alone)]
    [InlineData("Permessage-Deflate", Alone)]
    [InlineData("permessage-deflate; client_max_window_bits", Alone)]
    [InlineData("permessage-deflate; client_max_window_bits=9", Alone)]
    [InlineData("permessage-deflate;client_max_window_bits=\"15\" ; client_no_context_takeover", Alone)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover", Alone)]
    [InlineData("permessage-deflate; server_max_window_bits=15", Alone + "; server_max_window_bits=15")]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", Alone)]
    [InlineData("x-unknown; a=b, permessage-deflate", Alone)]
    [InlineData("permessage-deflate; what, permessage-deflate; client_max_window_bits", Alone)]
    public void Answer_ToAnOfferThatCanBeKept_IsThatEveryMessageStandsAlone(string offered, string answer) =>
        Assert.Equal(answer, DeflateOffer.Answer(offered));

    [Theory]
    [InlineData("")]
    [InlineData("x-webkit-deflate-frame")]
    [InlineData("permessage-deflate; server_max_window_bits=10")]
    [InlineData("permessage-deflate; server_max_window_bits=99")]
    [InlineData("permessage-deflate; server_max_window_bits")]
    [InlineData("permessage-deflate; server_max_window_bits=015")]
    [InlineData("permessage-deflate; client_max_window_bits=7")]
    [InlineData("permessage-deflate; client_max_window_bits=16")]
    [InlineData("permessage-deflate; client_max_window_bits=")]
    [InlineData("permessage-deflate; server_no_context_takeover=1")]
    [InlineData("permessage-deflate; client_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; unknown")]
    [InlineData("permessage-deflate; ")]
    [InlineData("permessage-deflate permessage-deflate")]
    public void Answer_ToAnOfferThatCannotBeKept_IsNone(string offered) => Assert.Null(DeflateOffer.Answer(offered));

    [Fact]
    public void Answer_ToOffersOnSeveralLines_IsToTheFirstThatCanBeKept() =>
        Assert.Equal(Alone, DeflateOffer.Answer(new(["permessage-deflate; server_max_window_bits=8", "permessage-deflate"])));
}
