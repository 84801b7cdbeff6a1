using Ticker.Engine.Access;

namespace Ticker.Engine.Tests.Access;

/// <summary>
/// Connections that come, prove who they are, renew, are looked at, lose their key and go, all at once: whatever the
/// order, nobody has more than it may, and nothing of anybody is left at the end.
/// </summary>
public sealed class AdmissionRaceTests
{
    private const int Subjects = 4;
    private const int Threads = 4;
    private const int Steps = 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task Admissions_ComingAndGoingInAnyOrder_LeaveNoCountBehind(int seed)
    {
        var keys = new ChangingKeys(Subjects);
        var gate = new AccessGate(new GateOptions(), [keys], TimeProvider.System);
        int[] inside = new int[Subjects];
        using var over = new CancellationTokenSource();
        Task looking = Alone(() =>
        {
            while (!over.IsCancellationRequested)
            {
                gate.Look();
            }
        });
        Task guests = Task.WhenAll(Enumerable.Range(0, Threads).Select(n => Alone(() => new Guest(gate, keys, inside, new Random((seed * 100) + n)).Run(Steps))));
        try
        {
            await guests;
        }
        finally
        {
            await over.CancelAsync();
            await looking;
        }

        Assert.Equal(0, gate.Admissions);
        Assert.All(inside, count => Assert.Equal(0, count));
        for (int subject = 0; subject < Subjects; subject++)
        {
            // As many as ever, and not one more.
            Identity identity = keys.Identify(subject);
            List<Admission?> all = [];
            while (gate.TryAdmit(identity, Right.Read, out Admission? admission) == AdmitResult.Admitted)
            {
                all.Add(admission);
            }

            Assert.Equal(ChangingKeys.MaxConnections, all.Count);
            Assert.Equal(AdmitResult.Admitted, gate.TryAdmit(identity, Right.Read, out Admission? uncounted, counts: false));
            uncounted!.Dispose();
            Assert.Equal(AdmitResult.TooManyConnections, gate.TryAdmit(identity, Right.Read, out _));
            all.ForEach(admission => admission!.Dispose());
        }

        Assert.Equal(0, gate.Admissions);
    }

    // On a thread of its own.
    private static Task Alone(Action action) => Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);

    // Keys that may be revoked and changed at any time. Every version of a key has the same subject.
    private sealed class ChangingKeys(int subjects) : ICredentialVerifier
    {
        public const int MaxConnections = 3;

        private readonly Identity?[] _current = new Identity?[subjects];

        public Identity Identify(int subject) => new($"s{subject}", "", new Entitlements { Symbols = SymbolScope.All, MaxConnections = MaxConnections })
        {
            Verifier = this,
            Credential = $"{subject}",
        };

        public void Change(int subject, bool revoke) => Volatile.Write(ref _current[subject], revoke ? null : Identify(subject));

        public Identity? Verify(string credential) => null;

        public Identity? Current(Identity identity) => Volatile.Read(ref _current[int.Parse(identity.Credential)]);
    }

    // Has a few connections, and does something with one of them at each step.
    private sealed class Guest(AccessGate gate, ChangingKeys keys, int[] inside, Random random) : IAdmitted
    {
        private readonly (Admission? Admission, int Subject)[] _mine = new (Admission?, int)[6];

        public void Run(int steps)
        {
            for (int step = 0; step < steps; step++)
            {
                int subject = random.Next(Subjects);
                ref (Admission? Admission, int Subject) one = ref _mine[random.Next(_mine.Length)];
                switch (random.Next(10))
                {
                    case 0:
                        keys.Change(subject, revoke: random.Next(2) == 0);
                        break;
                    case < 5:
                        Leave(ref one);
                        Come(ref one, subject);
                        break;
                    case < 8:
                        one.Admission?.Attach(this);
                        Prove(ref one, subject);
                        break;
                    default:
                        Leave(ref one);
                        break;
                }
            }

            for (int n = 0; n < _mine.Length; n++)
            {
                Leave(ref _mine[n]);
            }
        }

        public void Expiring()
        {
        }

        public void Changed(Entitlements entitlements)
        {
        }

        public void Ended(AccessEnd end)
        {
        }

        private void Come(ref (Admission? Admission, int Subject) one, int subject)
        {
            if (random.Next(2) == 0)
            {
                one = (gate.Expect(Right.Read), -1);
            }
            else if (gate.TryAdmit(keys.Identify(subject), Right.Read, out Admission? admission) == AdmitResult.Admitted)
            {
                one = (admission, subject);
                Assert.InRange(Interlocked.Increment(ref inside[subject]), 1, ChangingKeys.MaxConnections);
            }
        }

        private void Prove(ref (Admission? Admission, int Subject) one, int subject)
        {
            if (one.Admission is { } admission && admission.Identify(keys.Identify(subject)) == AdmitResult.Admitted && one.Subject < 0)
            {
                one.Subject = subject;
                Assert.InRange(Interlocked.Increment(ref inside[subject]), 1, ChangingKeys.MaxConnections);
            }
        }

        // Twice now and then, as a connection does that ends in two ways at once.
        private void Leave(ref (Admission? Admission, int Subject) one)
        {
            if (one.Subject >= 0 && one.Admission is not null)
            {
                Interlocked.Decrement(ref inside[one.Subject]);
            }

            one.Admission?.Dispose();
            if (random.Next(3) == 0)
            {
                one.Admission?.Dispose();
            }

            one = (null, -1);
        }
    }
}
