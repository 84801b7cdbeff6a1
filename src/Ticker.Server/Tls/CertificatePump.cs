namespace Ticker.Server.Tls;

/// <summary>Looks at the certificate once a second.</summary>
/// <param name="certificate">The certificate.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Is told of what was read, or cannot be, or ends.</param>
internal sealed class CertificatePump(LiveCertificate certificate, TimeProvider time, ILogger<CertificatePump> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                certificate.Look(logger);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The server stops.
        }
    }
}
