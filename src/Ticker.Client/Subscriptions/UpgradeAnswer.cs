namespace Ticker.Client.Subscriptions;

/// <summary>Notes what kind of text an upgrade is answered with: the socket itself tells of a refusal the status and the headers, but not those of its content.</summary>
internal sealed class UpgradeAnswer : DelegatingHandler
{
    public UpgradeAnswer()
        : base(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.Zero })
    {
        // Without redirects, since a key is for the server that it was given for.
    }

    /// <summary>Whether it was a Ticker server that refused.</summary>
    public bool IsOfTicker { get; private set; }

    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        HttpResponseMessage answer = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        IsOfTicker = answer.Content.Headers.ContentType?.MediaType == "application/problem+json";
        return answer;
    }
}
