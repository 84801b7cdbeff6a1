using System.Net;
using System.Text;
using Ticker.Fuzz.Tests.Fuzzing;
using Ticker.Transports.Proxies;

namespace Ticker.Fuzz.Tests.Targets;

/// <summary>
/// What a proxy says of whom it speaks for: the PROXY protocol, where what has been decided stays so whatever comes after it, and
/// <c>Forwarded</c>.
/// </summary>
internal sealed class ProxyHeaders : IFuzzTarget
{
    private static readonly byte[] Signature = "\r\n\r\n\0\r\nQUIT\n"u8.ToArray();

    public string Name => "proxy-headers";

    public IReadOnlyList<byte[]> Words { get; } =
    [
        .. new[] { "PROXY ", "TCP4", "TCP6", "UNKNOWN", "\r\n", "for=", "\"[2001:db8::1]:80\"", "by=", "proto=https", "host=", ";", ",", "\\\"", "\"", "unknown", "_x", "65536", "::", "1.2.3.4" }.Select(Encoding.UTF8.GetBytes),
        Signature, [0x20], [0x21, 0x11, 0, 12], [0x21, 0x21, 0, 36], [0x21, 0x31, 0xFF, 0xFF],
    ];

    public byte[] Whole(Random random) => random.Next(6) switch
    {
        0 => Encoding.ASCII.GetBytes($"PROXY TCP4 192.0.2.{random.Next(256)} 198.51.100.1 {random.Next(65536)} 443\r\nGET / HTTP/1.1\r\n"),
        1 => Encoding.ASCII.GetBytes("PROXY TCP6 2001:db8::1 2001:db8::2 1 2\r\n"),
        2 => [.. Signature, 0x21, 0x11, 0, 12, 192, 0, 2, 1, 198, 51, 100, 1, 1, 2, 3, 4, .. "GET"u8],
        3 => [.. Signature, 0x21, 0x21, 0, 39, .. new byte[36], 4, 0, 0],
        4 => Encoding.ASCII.GetBytes("for=192.0.2.43;proto=https;host=\"a.example:443\", for=\"[2001:db8:cafe::17]:4711\";by=_hidden, for=unknown"),
        _ => Encoding.ASCII.GetBytes("for=\"_a\\\"b\" , ,proto=http"),
    };

    public string Read(byte[] input, Random random)
    {
        ProxyProtocolStep decided = ProxyProtocolStep.Incomplete;
        (int Length, IPEndPoint? Source) first = default;
        for (int length = 0; length <= Math.Min(input.Length, 300); length++)
        {
            ProxyProtocolStep step = ProxyProtocolHeader.Read(input.AsSpan(0, length), out int header, out IPEndPoint? source);
            if (decided == ProxyProtocolStep.Incomplete)
            {
                (decided, first) = (step, (header, source));
            }

            Assert.Equal(decided, step);
            if (step == ProxyProtocolStep.Header)
            {
                Assert.InRange(header, 1, length);
                Assert.Equal(first, (header, source));
            }
        }

        string text = Encoding.Latin1.GetString(input);
        bool read = ForwardedHeader.TryRead(text, out List<ForwardedHop> hops);
        Assert.InRange(hops.Count, 0, input.Length + 1);
        _ = ForwardedHeader.Node(text);
        return $"{decided} {first.Source?.AddressFamily} {read} {Outcome.Of(hops.Count)} {string.Join(' ', hops.Select(hop => $"{hop.For?.AddressFamily} {hop.Scheme}").Distinct().Take(4))}";
    }

    // Read once for each length.
    public long MostReserved(int length) => 500_000 + (2_000L * length);
}
