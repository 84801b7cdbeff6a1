using System.Globalization;

namespace Ticker.Server.Otlp;

/// <summary>Passes requests to a collector on, and remembers what was wrong with the last answer. Thread-safe.</summary>
internal sealed class LastAnswer : DelegatingHandler
{
    private volatile string _trouble = "no answer";

    /// <summary>Passes them on to the network.</summary>
    public LastAnswer()
        : base(new SocketsHttpHandler())
    {
    }

    /// <summary>What was wrong, in a few words.</summary>
    public string Trouble => _trouble;

    /// <inheritdoc/>
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Note(base.Send(request, cancellationToken));
        }
        catch (Exception failure)
        {
            Note(failure);
            throw;
        }
    }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return Note(await base.SendAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception failure)
        {
            Note(failure);
            throw;
        }
    }

    private HttpResponseMessage Note(HttpResponseMessage answer)
    {
        string grpc = answer.Headers.TryGetValues("grpc-status", out IEnumerable<string>? status) ? $", gRPC {status.First()}" : "";
        _trouble = string.Create(CultureInfo.InvariantCulture, $"HTTP {(int)answer.StatusCode}{grpc}");
        return answer;
    }

    private void Note(Exception failure) => _trouble = failure is OperationCanceledException ? "no answer in time" : failure.Message;
}
