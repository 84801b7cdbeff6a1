using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Ticker.Transports.Proxies;

namespace Ticker.Transports.Tests.Proxies;

public sealed class ProxyProtocolHeaderTests
{
    private const string Signature = "0D0A0D0A000D0A515549540A";

    public static TheoryData<string, string> Headers => new()
    {
        { Text("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443\r\n"), "203.0.113.7:56324" },
        { Text("PROXY TCP6 2001:db8::7 2001:db8::1 56324 443\r\n"), "[2001:db8::7]:56324" },
        { Text("PROXY UNKNOWN\r\n"), "" },
        { Text("PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n"), "" },
        { Signature + "2111000C" + "CB007107" + "C0000201" + "DC0401BB", "203.0.113.7:56324" },
        { Signature + "21210024" + "20010DB8000000000000000000000007" + "20010DB8000000000000000000000001" + "DC0401BB", "[2001:db8::7]:56324" },
        { Signature + "20000000", "" },
        { Signature + "2011000C" + "CB007107" + "C0000201" + "DC0401BB", "" },
        { Signature + "21000000", "" },
        { Signature + "213100D8" + new string('0', 2 * 216), "" },
        { Signature + "21110010" + "CB007107" + "C0000201" + "DC0401BB" + "04000101", "203.0.113.7:56324" },
    };

    public static TheoryData<string> Garbage =>
    [
        Text("GET / HTTP/1.1\r\n"),
        Text("proxy TCP4 203.0.113.7 192.0.2.1 56324 443\r\n"),
        Text("PROXY\r\n"),
        Text("PROXY TCP4\r\n"),
        Text("PROXY TCP4 203.0.113.7 192.0.2.1 56324\r\n"),
        Text("PROXY TCP4 203.0.113.7 192.0.2.1 56324 443 1\r\n"),
        Text("PROXY TCP4 203.0.113.7 192.0.2.1 65536 443\r\n"),
        Text("PROXY TCP4 203.0.113.7 192.0.2.1 -1 443\r\n"),
        Text("PROXY TCP4 203.0.113.7 192.0.2 1 443\r\n"),
        Text("PROXY TCP4 2001:db8::7 2001:db8::1 56324 443\r\n"),
        Text("PROXY TCP6 203.0.113.7 192.0.2.1 56324 443\r\n"),
        Text("PROXY UDP4 203.0.113.7 192.0.2.1 56324 443\r\n"),
        Text("PROXY  TCP4 203.0.113.7 192.0.2.1 56324 443\r\n"),
        Text("PROXY UNKNOWN " + new string('x', 100)),
        Text("\u0016\u0003\u0001\u0002"),
        Signature[..^2] + "0B",
        Signature + "1111000C",
        Signature + "2211000C",
        Signature + "2112000C",
        Signature + "2141000C",
        Signature + "2111000B",
        Signature + "21210023",
        Signature + "2100FFFF",
        "00",
    ];

    [Theory]
    [MemberData(nameof(Headers))]
    public void Read_AHeader_GivesItsSourceAndItsLength(string hex, string source)
    {
        byte[] bytes = Convert.FromHexString(hex);

        Assert.Equal(ProxyProtocolStep.Header, ProxyProtocolHeader.Read([.. bytes, .. "GET / HTTP/1.1"u8], out int length, out IPEndPoint? read));

        Assert.Equal(bytes.Length, length);
        Assert.Equal(source, read?.ToString() ?? "");
    }

    [Theory]
    [MemberData(nameof(Headers))]
    public void Read_EachBeginningOfAHeader_IsIncomplete(string hex, string source)
    {
        _ = source;
        byte[] bytes = Convert.FromHexString(hex);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.Equal(ProxyProtocolStep.Incomplete, ProxyProtocolHeader.Read(bytes.AsSpan(0, length), out _, out _));
        }
    }

    [Theory]
    [MemberData(nameof(Garbage))]
    public void Read_AnythingElse_IsGarbage(string hex) =>
        Assert.Equal(ProxyProtocolStep.Garbage, ProxyProtocolHeader.Read(Convert.FromHexString(hex), out _, out _));

    [Fact]
    public void Read_AnyBytesAfterAnyBeginning_NeverThrowsNorWaitsForMoreThanTheBound()
    {
        var beginnings = Gen.Elements(Signature, Signature + "2111", Signature + "2121", Text("PROXY "), Text("PROXY TCP4 "), "").Select(Convert.FromHexString);
        var bytes = from beginning in beginnings
                    from rest in Gen.ArrayOf(Gen.Choose(0, 255).Select(value => (byte)value))
                    select (byte[])[.. beginning, .. rest];
        Prop.ForAll(bytes.ToArbitrary(), some =>
        {
            byte[] filled = [.. some, .. new byte[ProxyProtocolHeader.MaxBytes]];
            return ProxyProtocolHeader.Read(some, out int length, out _) != ProxyProtocolStep.Header || length <= some.Length
                ? ProxyProtocolHeader.Read(filled, out _, out _) != ProxyProtocolStep.Incomplete
                : false;
        }).QuickCheckThrowOnFailure();
    }

    private static string Text(string header) => Convert.ToHexString(Encoding.Latin1.GetBytes(header));
}
