using System.Globalization;
using Google.Protobuf;

namespace Ticker.Server.Tests.Otlp;

/// <summary>
/// An <c>ExportMetricsServiceRequest</c>, field by field as opentelemetry-proto numbers them, read with nothing of what wrote it.
/// </summary>
internal sealed class OtlpExport
{
    private readonly Dictionary<string, string> _resource = [];
    private readonly List<OtlpPoint> _points = [];

    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    public IReadOnlyDictionary<string, string> Resource => _resource;

    public IReadOnlyList<OtlpPoint> Points => _points;

    public static OtlpExport Read(byte[] message, IReadOnlyDictionary<string, string> headers)
    {
        var export = new OtlpExport { Headers = headers };
        Each(message, (field, input) =>
        {
            if (field == 1)
            {
                export.ReadResourceMetrics(input.ReadBytes());
                return true;
            }

            return false;
        });
        return export;
    }

    private void ReadResourceMetrics(ByteString message) => Each(message, (field, input) =>
    {
        switch (field)
        {
            case 1:
                Each(input.ReadBytes(), (inner, attributes) => inner == 1 && ReadAttribute(attributes.ReadBytes(), _resource));
                return true;
            case 2:
                ReadScopeMetrics(input.ReadBytes());
                return true;
            default:
                return false;
        }
    });

    private void ReadScopeMetrics(ByteString message)
    {
        string scope = "";
        Each(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    Each(input.ReadBytes(), (inner, name) => inner == 1 && (scope = name.ReadString()) is not null);
                    return true;
                case 2:
                    ReadMetric(scope, input.ReadBytes());
                    return true;
                default:
                    return false;
            }
        });
    }

    private void ReadMetric(string scope, ByteString message)
    {
        (string name, string unit) = ("", "");
        Each(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    name = input.ReadString();
                    return true;
                case 3:
                    unit = input.ReadString();
                    return true;
                case 5 or 7:
                    ReadPoints(new OtlpPoint(scope, name, unit, field == 5 ? "gauge" : "sum", new Dictionary<string, string>(), ""), input.ReadBytes());
                    return true;
                default:
                    return false;
            }
        });
    }

    // Gauge, or Sum, which also says whether it only grows (3) and since when it counts (2: since the start).
    private void ReadPoints(OtlpPoint metric, ByteString message)
    {
        var points = new List<ByteString>();
        string kind = metric.Kind;
        Each(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    points.Add(input.ReadBytes());
                    return true;
                case 2:
                    Assert.Equal(2, input.ReadEnum());
                    return true;
                case 3:
                    kind = input.ReadBool() ? "counter" : kind;
                    return true;
                default:
                    return false;
            }
        });
        foreach (ByteString point in points)
        {
            var attributes = new Dictionary<string, string>();
            string value = "";
            Each(point, (field, input) =>
            {
                switch (field)
                {
                    case 4:
                        value = input.ReadDouble().ToString("R", CultureInfo.InvariantCulture);
                        return true;
                    case 6:
                        value = input.ReadSFixed64().ToString(CultureInfo.InvariantCulture);
                        return true;
                    case 7:
                        return ReadAttribute(input.ReadBytes(), attributes);
                    default:
                        return false;
                }
            });
            _points.Add(metric with { Kind = kind, Attributes = attributes, Value = value });
        }
    }

    // KeyValue: the key, and one of AnyValue's kinds.
    private static bool ReadAttribute(ByteString message, Dictionary<string, string> attributes)
    {
        (string key, string value) = ("", "");
        Each(message, (field, input) =>
        {
            switch (field)
            {
                case 1:
                    key = input.ReadString();
                    return true;
                case 2:
                    Each(input.ReadBytes(), (kind, any) =>
                    {
                        switch (kind)
                        {
                            case 1:
                                value = any.ReadString();
                                return true;
                            case 3:
                                value = any.ReadInt64().ToString(CultureInfo.InvariantCulture);
                                return true;
                            default:
                                return false;
                        }
                    });
                    return true;
                default:
                    return false;
            }
        });
        attributes[key] = value;
        return true;
    }

    private static void Each(ByteString message, Func<int, CodedInputStream, bool> read) => Each(message.ToByteArray(), read);

    private static void Each(byte[] message, Func<int, CodedInputStream, bool> read)
    {
        using var input = new CodedInputStream(message);
        uint tag;
        while ((tag = input.ReadTag()) != 0)
        {
            if (!read(WireFormat.GetTagFieldNumber(tag), input))
            {
                input.SkipLastField();
            }
        }
    }
}
