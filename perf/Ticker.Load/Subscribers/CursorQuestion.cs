using System.Text;

namespace Ticker.Load.Subscribers;

/// <summary>Ticker's long poll: what came after the cursor of the last answer.</summary>
/// <param name="query">What is asked for.</param>
internal sealed class CursorQuestion(string query) : IQuestion
{
    private string _from = "";

    public bool IsLiveUnanswered => false;

    private static ReadOnlySpan<byte> Key => "\"cursor\":\""u8;

    public string Next(string authority) => $"GET /v1/poll?{query}{_from} HTTP/1.1\r\nHost: {authority}\r\n\r\n";

    public void Answered(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        // It is the last member: "cursor":"..."}
        int at = body.LastIndexOf(Key);
        if (at >= 0)
        {
            _from = "&from=" + Encoding.ASCII.GetString(body[(at + Key.Length)..^2]);
        }
    }
}
