using System.Text;
using Ticker.Model;
using Ticker.Protocol;
using Ticker.Recording.History;

namespace Ticker.Recording.Tests.History;

public sealed class HistoryGapTests
{
    [Theory]
    [InlineData(HistoryGapCause.Expired, GapCause.JournalExpired)]
    [InlineData(HistoryGapCause.EpochChanged, GapCause.EpochChanged)]
    [InlineData(HistoryGapCause.Hole, GapCause.JournalHole)]
    [InlineData(HistoryGapCause.Damaged, GapCause.JournalDamaged)]
    public void Word_OfEachCause_IsThatOfTheSocket(HistoryGapCause cause, GapCause socket)
    {
        string word = Encoding.UTF8.GetString(new HistoryGap(cause, new StreamPosition(1, 2), null).Word);
        byte[] message = Encoding.UTF8.GetBytes($$"""{"ev":"gap","id":1,"from":null,"to":null,"cause":"{{word}}"}""");

        Assert.Equal(socket, Assert.IsType<Gap>(ServerMessageReader.Read(message, out _)).Cause);
    }
}
