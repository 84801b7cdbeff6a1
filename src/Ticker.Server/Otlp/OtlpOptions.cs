namespace Ticker.Server.Otlp;

/// <summary>Where the figures are sent by the OpenTelemetry protocol. Bound from <c>Ticker:Otlp</c>.</summary>
public sealed record OtlpOptions
{
    /// <summary>The collector, as <c>http://127.0.0.1:4317</c>. Default empty = figures are sent nowhere.</summary>
    public string Endpoint { get; init; } = "";

    /// <summary><c>grpc</c> or <c>http/protobuf</c>; for the latter a bare address means its path <c>/v1/metrics</c>. Default <c>grpc</c>.</summary>
    public string Protocol { get; init; } = "grpc";

    /// <summary>Headers of each request, as <c>name=value,name=value</c>; keys of collectors stand here. Default none.</summary>
    public string Headers { get; init; } = "";

    /// <summary>How often. Default 1 min; at least 100 ms.</summary>
    public TimeSpan Interval { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the collector may take to answer. Default 10 s.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary><c>service.name</c> of what is sent. Default <c>ticker</c>.</summary>
    public string ServiceName { get; init; } = "ticker";

    /// <summary><c>service.instance.id</c>, which tells one server from another. Default empty = a new one at each start.</summary>
    public string InstanceId { get; init; } = "";

    /// <summary>Whether figures are sent.</summary>
    public bool IsOn => Endpoint.Length > 0;

    /// <summary>Every thing that is wrong with these options.</summary>
    public IEnumerable<string> Check()
    {
        if (IsOn && !(Uri.TryCreate(Endpoint, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https" && address.UserInfo.Length == 0))
        {
            yield return $"Ticker:Otlp:Endpoint is '{Endpoint}'; it must be an http:// or https:// address without a password in it, as http://127.0.0.1:4317";
        }

        if (Protocol is not ("grpc" or "http/protobuf"))
        {
            yield return $"Ticker:Otlp:Protocol is '{Protocol}'; it must be grpc or http/protobuf";
        }

        // Not said as it stands: it may be a secret.
        if (Headers.Length > 0 && !Headers.Split(',').All(header => header.IndexOf('=', StringComparison.Ordinal) > 0))
        {
            yield return "Ticker:Otlp:Headers must be name=value,name=value";
        }

        if (Interval < TimeSpan.FromMilliseconds(100) || Interval > TimeSpan.FromDays(1))
        {
            yield return "Ticker:Otlp:Interval is not between 0.1 s and a day";
        }

        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromMinutes(10))
        {
            yield return "Ticker:Otlp:Timeout is not between 0.1 s and 10 minutes";
        }

        if (ServiceName.Length == 0)
        {
            yield return "Ticker:Otlp:ServiceName is empty";
        }
    }
}
