using Ticker.Engine.Access;

namespace Ticker.Engine.Tests.Access;

public class AdmissionTests
{
    private static readonly DateTimeOffset Until = TimeProvider.System.GetUtcNow().AddHours(1);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-60, 1)]
    [InlineData(60, 2)]
    public void Identify_AgainBehindTheNoticeOfItsEnd_IsToldAgainOnlyOfALaterOne(int later, int told)
    {
        var gate = new AccessGate(new GateOptions { ExpiryNotice = TimeSpan.FromDays(1) }, [new NoKeys()], TimeProvider.System);
        Assert.Equal(AdmitResult.Admitted, gate.TryAdmit(Of(Until), Right.Read, out Admission? admission));
        using Admission mine = admission!;
        var guest = new Guest();
        mine.Attach(guest);
        gate.Look();

        Assert.Equal(AdmitResult.Admitted, mine.Identify(Of(Until.AddSeconds(later))));
        gate.Look();

        Assert.Equal(told, guest.Expirings);
    }

    private static Identity Of(DateTimeOffset until) => new("somebody", "", new Entitlements { Symbols = SymbolScope.All }) { Expires = until };

    // With it, the gate is not open to everybody.
    private sealed class NoKeys : ICredentialVerifier
    {
        public Identity? Verify(string credential) => null;

        public Identity? Current(Identity identity) => identity;
    }

    private sealed class Guest : IAdmitted
    {
        public int Expirings { get; private set; }

        public void Expiring() => Expirings++;

        public void Changed(Entitlements entitlements)
        {
        }

        public void Ended(AccessEnd end)
        {
        }
    }
}
