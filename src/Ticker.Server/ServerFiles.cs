using Ticker.Engine.Access;
using Ticker.Recording.Replay;
using Ticker.Server.Access;
using Ticker.Server.Journal;
using Ticker.Server.Replay;
using Ticker.Server.Tls;

namespace Ticker.Server;

/// <summary>What a server's settings name and it needs before a port opens. Whoever reads it disposes of it, or hands its parts on.</summary>
/// <param name="Certificate">Of the TLS port; null = there is no such port.</param>
/// <param name="Verifiers">Who tells who comes; none = nobody has to say.</param>
/// <param name="Tape">The recording that the server runs on; null = it runs on none.</param>
internal sealed record ServerFiles(LiveCertificate? Certificate, IReadOnlyList<ICredentialVerifier> Verifiers, ITape? Tape) : IDisposable
{
    /// <summary>Reads them all, whatever is wrong with one, and looks at where the journal is to be, without touching it.</summary>
    public static ServerFiles Read(ServerOptions options, Problems problems)
    {
        JournalHosting.Check(options, problems);
        return new(Listeners.ReadCertificate(options.Listen, problems), AccessHosting.Read(options, problems), ReplayHosting.Open(options, problems));
    }

    public void Dispose() => Tape?.Dispose();
}
