using System.Net.Security;
using System.Security.Authentication;

namespace Ticker.Server.Tls;

/// <summary>
/// The certificate that new connections get: read again when its files change, without touching those that there are.
/// What cannot be used changes nothing. Thread-safe, but for <see cref="Look"/>, which one caller at a time may call.
/// </summary>
internal sealed partial class LiveCertificate
{
    private readonly CertificateFiles _files;
    private readonly TimeSpan _notice;
    private readonly TimeProvider _time;
    private ServerCertificate _current;
    private string _used;
    private string? _failed;
    private string? _told;
    private DateTimeOffset _announced;
    private DateTimeOffset _ended;

    /// <summary>Reads the certificate.</summary>
    /// <param name="files">Where it is.</param>
    /// <param name="notice">How long before its end that is logged; for one that is short-lived, its last third at most.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="FormatException">It is none that the server can use.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public LiveCertificate(CertificateFiles files, TimeSpan notice, TimeProvider time)
    {
        (_files, _notice, _time) = (files, notice, time);
        (byte[] certificate, byte[] key, _used) = files.Read();
        _current = files.Parse(certificate, key);
    }

    /// <summary>The certificate of the next handshake.</summary>
    public ServerCertificate Current => Volatile.Read(ref _current);

    /// <summary>What a handshake begins with: TLS 1.2 or later.</summary>
    public SslServerAuthenticationOptions NewHandshake() => new()
    {
        ServerCertificateContext = Current.Context,
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
    };

    /// <summary>Reads it again if it has changed, and says when it is about to end.</summary>
    public void Look(ILogger logger)
    {
        Reload(logger);
        ServerCertificate current = _current;
        DateTimeOffset now = _time.GetUtcNow();
        TimeSpan third = (current.Until - current.From) / 3;
        if (now >= current.Until)
        {
            if (_ended != current.Until)
            {
                _ended = _announced = current.Until;
                LogEnded(logger, _files.Path, current.Until);
            }
        }
        else if (current.Until - now <= (third < _notice ? third : _notice) && _announced != current.Until)
        {
            _announced = current.Until;
            LogEnds(logger, _files.Path, current.Until);
        }
    }

    private void Reload(ILogger logger)
    {
        string? found = null;
        try
        {
            (byte[] certificate, byte[] key, found) = _files.Read();
            if (found == _used)
            {
                _failed = _told = null;
            }
            else if (found != _told)
            {
                Volatile.Write(ref _current, _files.Parse(certificate, key));
                (_used, _failed, _told) = (found, null, null);
                LogRead(logger, _files.Path, _current.Subject, _current.Until);
            }
        }
        catch (Exception wrong) when (wrong is FormatException or IOException or UnauthorizedAccessException)
        {
            Fail(logger, found ?? wrong.Message, wrong.Message);
        }
    }

    // What is wrong at one look and right at the next was being written.
    private void Fail(ILogger logger, string found, string reason)
    {
        if (_failed == found && _told != found)
        {
            _told = found;
            LogUnusable(logger, _files.Path, reason);
        }

        _failed = found;
    }

    [LoggerMessage(EventId = 6001, Level = LogLevel.Information, Message = "The certificate in {File} was read: {Subject}, until {Until}. New connections get it.")]
    private static partial void LogRead(ILogger logger, string file, string subject, DateTimeOffset until);

    [LoggerMessage(EventId = 6002, Level = LogLevel.Warning, Message = "The certificate in {File} cannot be used, so that new connections get the one read before: {Reason}")]
    private static partial void LogUnusable(ILogger logger, string file, string reason);

    [LoggerMessage(EventId = 6003, Level = LogLevel.Warning, Message = "The certificate in {File} ends at {Until}, and there is no other yet.")]
    private static partial void LogEnds(ILogger logger, string file, DateTimeOffset until);

    [LoggerMessage(EventId = 6004, Level = LogLevel.Error, Message = "The certificate in {File} has ended at {Until}: clients refuse it.")]
    private static partial void LogEnded(ILogger logger, string file, DateTimeOffset until);
}
