using Microsoft.Extensions.Logging.Abstractions;
using Ticker.Engine.Access;
using Ticker.Server.Access;
using Ticker.Server.Tests.Hosting;

namespace Ticker.Server.Tests.Access;

/// <summary>How soon a change of the keys is felt, by a clock of the test's own.</summary>
public sealed class AccessPumpTests
{
    // That a socket is then closed with 4401 is SocketAccessTests' to prove, which cannot tell a slow server from a slow machine.
    // Here nothing but the server's own clock moves, once and by one second: whatever takes longer never happens.
    [Fact]
    public async Task Revoke_AKeyInUse_EndsItsConnectionsWithinASecondOfTheServersClock()
    {
        DirectoryInfo directory = Directory.CreateTempSubdirectory("ticker-pump-");
        string file = Path.Combine(directory.FullName, "keys.json");
        ApiKey key = AccessServer.AddTo(file, AccessServer.Everything);
        var time = new ManualTime();
        var ring = new KeyRing(file, time);
        var gate = new AccessGate(new GateOptions(), [ring], time);
        using var pump = new AccessPump(gate, [ring], time, NullLogger<AccessPump>.Instance);
        await pump.StartAsync(default);
        await Patience.UntilAsync(() => time.Waiting == 1, () => "it never looks");
        Assert.Equal(AdmitResult.Admitted, gate.TryAdmit(gate.Verify(key.Reveal())!, Right.Read, out Admission? admission));
        var guest = new Guest();
        admission!.Attach(guest);

        KeyFile.Change(file, before => before.Select(record => record with { Revoked = DateTimeOffset.UnixEpoch }));
        time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(AccessEnd.Revoked, await guest.End.WaitAsync(Patience.Limit));
        Assert.Null(gate.Verify(key.Reveal()));
        await pump.StopAsync(default);
        directory.Delete(recursive: true);
    }

    private sealed class Guest : IAdmitted
    {
        private readonly TaskCompletionSource<AccessEnd> _end = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AccessEnd> End => _end.Task;

        public void Expiring()
        {
        }

        public void Changed(Entitlements entitlements)
        {
        }

        public void Ended(AccessEnd end) => _end.TrySetResult(end);
    }
}
