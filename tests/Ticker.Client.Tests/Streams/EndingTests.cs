using Ticker.Client.Streams;
using Ticker.Client.Subscriptions;

namespace Ticker.Client.Tests.Streams;

public class EndingTests
{
    [Theory]
    [InlineData(1000, EndReason.Lost, true)]
    [InlineData(1001, EndReason.Lost, true)]
    [InlineData(1006, EndReason.Lost, true)]
    [InlineData(1012, EndReason.Restarting, true)]
    [InlineData(1013, EndReason.Busy, true)]
    [InlineData(4008, EndReason.Slow, true)]
    [InlineData(4409, EndReason.Busy, true)]
    [InlineData(4429, EndReason.Busy, true)]
    [InlineData(4401, EndReason.Unauthorized, true)]
    [InlineData(4408, EndReason.Lost, true)]
    [InlineData(4403, EndReason.Forbidden, false)]
    [InlineData(4413, EndReason.Limit, false)]
    [InlineData(1002, EndReason.Broken, false)]
    [InlineData(1003, EndReason.Broken, false)]
    [InlineData(1007, EndReason.Broken, false)]
    [InlineData(1009, EndReason.Broken, false)]
    [InlineData(4400, EndReason.Broken, false)]
    public void Of_CloseCode_IsWhatTheProtocolAdvises(int code, EndReason reason, bool comesBack)
    {
        Ending ending = Ending.Of(new SubscriberException(ConnectionEnd.Closed, "") { CloseCode = code, CloseReason = "word" });

        Assert.Equal((reason, comesBack, (int?)code, "word"), (ending.Reason, ending.ComesBack, ending.Code, ending.Text));
    }

    [Theory]
    [InlineData(400, EndReason.Refused, false)]
    [InlineData(401, EndReason.Unauthorized, true)]
    [InlineData(403, EndReason.Refused, false)]
    [InlineData(404, EndReason.Refused, false)]
    [InlineData(426, EndReason.Refused, false)]
    [InlineData(429, EndReason.Busy, true)]
    [InlineData(503, EndReason.Busy, true)]
    [InlineData(502, EndReason.Busy, true)]
    public void Of_StatusInPlaceOfAStream_WaitsAtLeastAsLongAsItSays(int status, EndReason reason, bool comesBack)
    {
        Ending ending = Ending.Of(new SubscriberException(ConnectionEnd.Refused, "") { HttpStatus = status, RetryAfter = TimeSpan.FromSeconds(3) });

        Assert.Equal((reason, comesBack, (int?)status, TimeSpan.FromSeconds(3)), (ending.Reason, ending.ComesBack, ending.Code, ending.Least));
    }

    [Theory]
    [InlineData(ConnectionEnd.NoServer, EndReason.Unreachable, true)]
    [InlineData(ConnectionEnd.Broken, EndReason.Lost, true)]
    [InlineData(ConnectionEnd.Malformed, EndReason.Broken, false)]
    public void Of_EndWithoutACode_IsToldApart(ConnectionEnd end, EndReason reason, bool comesBack)
    {
        Ending ending = Ending.Of(new SubscriberException(end, "why"));

        Assert.Equal((reason, comesBack, null, "why"), (ending.Reason, ending.ComesBack, ending.Code, ending.Text));
    }
}
