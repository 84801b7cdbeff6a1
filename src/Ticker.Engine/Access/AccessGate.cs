namespace Ticker.Engine.Access;

/// <summary>
/// The one gate that every door asks: who is this, may it come in, and may it stay. Without verifiers it is open, and
/// everybody may do everything. Thread-safe.
/// </summary>
/// <remarks>
/// A door verifies what it was given, admits whom it belongs to, and keeps the <see cref="Admission"/> for as long as the
/// connection lives. <see cref="Look"/> ends those whose key was revoked, whose token ran out, or who never said who they are.
/// </remarks>
/// <param name="options">Deadlines and limits.</param>
/// <param name="verifiers">What proofs are taken; none = the gate is open.</param>
/// <param name="time">The clock.</param>
public sealed class AccessGate(GateOptions options, IReadOnlyList<ICredentialVerifier> verifiers, TimeProvider time)
{
    private readonly HashSet<Admission> _admissions = [];
    private readonly Dictionary<string, int> _connections = new(StringComparer.Ordinal);
    private readonly List<Admission> _looked = [];
    private readonly Tickets _tickets = new(options.TicketLife, options.MaxTickets, time);

    /// <summary>A gate that lets everybody in.</summary>
    public static AccessGate Open { get; } = new(new GateOptions(), [], TimeProvider.System);

    /// <summary>Whether everybody may come in without a word.</summary>
    public bool IsOpen => verifiers.Count == 0;

    /// <summary>Deadlines and limits.</summary>
    public GateOptions Options => options;

    /// <summary>How many connections it watches, those that have yet to say who they are among them.</summary>
    public int Admissions
    {
        get
        {
            lock (Lock)
            {
                return _admissions.Count;
            }
        }
    }

    /// <summary>Who was not let in. Counted by the doors: they know what is refused, and from where it came.</summary>
    public Refusals Refusals { get; } = new(time);

    internal Lock Lock { get; } = new();

    /// <summary>Tells whose a credential is.</summary>
    /// <param name="credential">A key or token, as it was given.</param>
    /// <returns>Null when it proves nothing.</returns>
    public Identity? Verify(string credential)
    {
        ArgumentNullException.ThrowIfNull(credential);
        if (IsOpen)
        {
            return Identity.Anyone;
        }

        if (credential.Length <= GateOptions.MaxCredential)
        {
            foreach (ICredentialVerifier verifier in verifiers)
            {
                if (verifier.Verify(credential) is { } identity)
                {
                    return identity;
                }
            }
        }

        return null;
    }

    /// <summary>Lets somebody in.</summary>
    /// <param name="identity">Who it is.</param>
    /// <param name="right">What the door is for.</param>
    /// <param name="admission">To be disposed with the connection; null unless it is admitted.</param>
    /// <param name="counts">Whether it is one of the connections that an identity may have.</param>
    public AdmitResult TryAdmit(Identity identity, Right right, out Admission? admission, bool counts = true)
    {
        if (IsOpen)
        {
            admission = Admission.OfAnyone;
            return AdmitResult.Admitted;
        }

        admission = Expect(right, counts);
        AdmitResult result = admission.Identify(identity);
        if (result != AdmitResult.Admitted)
        {
            admission.Dispose();
            admission = null;
        }

        return result;
    }

    /// <summary>Lets somebody connect who has to say within the deadline who it is.</summary>
    /// <param name="right">What the door is for.</param>
    public Admission Expect(Right right) => Expect(right, counts: true);

    /// <summary>Issues a ticket that lets one connection in as an identity; null when too many wait to be used.</summary>
    public string? TryIssueTicket(Identity identity) => _tickets.TryIssue(identity);

    /// <summary>Uses a ticket up.</summary>
    /// <returns>Null when it proves nothing: it was used, is too old, or its key was revoked since.</returns>
    public Identity? Redeem(string ticket)
    {
        Identity? identity = _tickets.Redeem(ticket);
        identity = identity is { Verifier: { } verifier } ? verifier.Current(identity) : identity;
        return identity is null || time.GetUtcNow() >= identity.Expires ? null : identity;
    }

    /// <summary>Ends those who may not stay. One caller at a time, several times a second.</summary>
    public void Look()
    {
        _tickets.Look();
        Refusals.Look();
        lock (Lock)
        {
            _looked.AddRange(_admissions);
        }

        (long stamp, DateTimeOffset now) = (time.GetTimestamp(), time.GetUtcNow());
        foreach (Admission admission in _looked)
        {
            admission.Look(stamp, now, options, time);
        }

        _looked.Clear();
    }

    /// <summary>Counts one more connection of an identity, under the lock; false when it has as many as it may have.</summary>
    internal bool TryCount(Identity identity)
    {
        int count = _connections.GetValueOrDefault(identity.Subject);
        if (count >= identity.Entitlements.MaxConnections)
        {
            return false;
        }

        _connections[identity.Subject] = count + 1;
        return true;
    }

    /// <summary>Nothing is left of a connection; under the lock.</summary>
    /// <param name="admission">What is forgotten.</param>
    /// <param name="identity">Whose connection it was; null = nobody's that counts.</param>
    internal void Forget(Admission admission, Identity? identity)
    {
        _admissions.Remove(admission);
        if (identity is null)
        {
            return;
        }

        if (--_connections[identity.Subject] == 0)
        {
            _connections.Remove(identity.Subject);
        }
    }

    private Admission Expect(Right right, bool counts)
    {
        if (IsOpen)
        {
            return Admission.OfAnyone;
        }

        var admission = new Admission(this, right, null, time.GetTimestamp(), counts);
        lock (Lock)
        {
            _admissions.Add(admission);
        }

        return admission;
    }
}
