using System.Text.Json;

namespace Ticker.Server.Tests.Roads;

/// <summary>What a client counts of the messages that it gets, to be held against the server's statements.</summary>
internal sealed class RoadAccounts
{
    private const int SnapshotFlag = 1;

    /// <summary>Ticks that came, but for those of the state.</summary>
    public long Delivered { get; private set; }

    /// <summary>What these stand for beside themselves.</summary>
    public long StandFor { get; private set; }

    /// <summary>Ticks of the state.</summary>
    public long Snapshot { get; private set; }

    /// <summary>How many statements came.</summary>
    public int Statements { get; private set; }

    /// <summary>The newest.</summary>
    public JsonElement Last { get; private set; }

    /// <summary>Counts a message, and checks it if it is a statement.</summary>
    public void Take(JsonElement message)
    {
        if (message.TryGetProperty("ticks", out JsonElement ticks))
        {
            foreach (JsonElement tick in ticks.EnumerateArray())
            {
                Take(tick, (tick.GetProperty("f").GetInt32() & SnapshotFlag) != 0);
            }
        }
        else if (message.GetProperty("ev").GetString() == "statement")
        {
            Statements++;
            Last = message;
            Check();
        }
    }

    public long Of(string key) => Last.GetProperty(key).GetInt64();

    private void Take(JsonElement tick, bool isState)
    {
        if (isState)
        {
            Snapshot++;
            return;
        }

        Delivered++;
        StandFor += tick.TryGetProperty("c", out JsonElement collapsed) ? collapsed.GetProperty("n").GetInt64() - 1 : 0;
    }

    private void Check()
    {
        long conflated = Last.GetProperty("conflated").EnumerateObject().Sum(cause => cause.Value.GetInt64());
        Assert.Equal(Of("matched"), Of("delivered") + conflated + Of("filtered") + Of("discarded") + Of("pending"));
        Assert.Equal((Delivered, Snapshot), (Of("delivered"), Of("snapshot")));
        if (Of("pending") + Of("discarded") == 0)
        {
            Assert.Equal(StandFor, conflated);
        }
        else
        {
            Assert.InRange(conflated, StandFor, long.MaxValue);
        }
    }
}
