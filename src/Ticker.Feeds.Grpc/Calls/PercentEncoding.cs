using System.Buffers;
using System.Text;

namespace Ticker.Feeds.Grpc.Calls;

/// <summary>
/// The encoding of <c>grpc-message</c>: UTF-8 where every byte but the printable ASCII ones, and the percent sign,
/// is written <c>%XX</c>. Source: "gRPC over HTTP2", Responses.
/// </summary>
internal static class PercentEncoding
{
    private static readonly SearchValues<char> Plain = SearchValues.Create([.. Enumerable.Range(0x20, 0x7F - 0x20).Select(c => (char)c).Where(c => c != '%')]);

    public static string Encode(string text)
    {
        if (!text.AsSpan().ContainsAnyExcept(Plain))
        {
            return text;
        }

        var encoded = new StringBuilder(text.Length + 16);
        foreach (byte b in Encoding.UTF8.GetBytes(text))
        {
            if (Plain.Contains((char)b))
            {
                encoded.Append((char)b);
            }
            else
            {
                encoded.Append('%').Append(b.ToString("X2"));
            }
        }

        return encoded.ToString();
    }
}
