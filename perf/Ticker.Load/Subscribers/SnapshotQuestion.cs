using System.Text;

namespace Ticker.Load.Subscribers;

/// <summary>Ticker's snapshot, unless it is still the one of the last answer.</summary>
/// <param name="query">What is asked for.</param>
internal sealed class SnapshotQuestion(string query) : IQuestion
{
    private string _unless = "";

    public bool IsLiveUnanswered => false;

    public string Next(string authority) => $"GET /v1/snapshot?{query} HTTP/1.1\r\nHost: {authority}\r\n{_unless}\r\n";

    public void Answered(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body) =>
        _unless = HeadLine.Of(Encoding.ASCII.GetString(head), "ETag") is { } tag ? $"If-None-Match: {tag}\r\n" : "";
}
