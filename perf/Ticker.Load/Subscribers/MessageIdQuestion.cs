using System.Text;

namespace Ticker.Load.Subscribers;

/// <summary>nchan's long poll: what came after the message that the last answer ended with, told by its time and tag.</summary>
/// <param name="path">Where.</param>
internal sealed class MessageIdQuestion(string path) : IQuestion
{
    private string _after = "";

    public bool IsLiveUnanswered => true;

    public string Next(string authority) => $"GET {path} HTTP/1.1\r\nHost: {authority}\r\n{_after}\r\n";

    public void Answered(ReadOnlySpan<byte> head, ReadOnlySpan<byte> body)
    {
        string text = Encoding.ASCII.GetString(head);
        _after = $"If-Modified-Since: {HeadLine.Of(text, "Last-Modified")}\r\nIf-None-Match: {HeadLine.Of(text, "Etag")}\r\n";
    }
}
