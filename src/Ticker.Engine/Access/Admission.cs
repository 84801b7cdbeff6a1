namespace Ticker.Engine.Access;

/// <summary>
/// One connection, as the gate knows it: who it is, or that it has yet to say so. Whoever has it disposes it when nothing
/// of the connection is left. Thread-safe.
/// </summary>
public sealed class Admission : IDisposable
{
    private readonly AccessGate? _gate;
    private readonly Right _right;
    private readonly long _since;
    private readonly bool _counts;
    private Identity? _identity;
    private IAdmitted? _guest;
    private AccessEnd? _end;
    private bool _toldExpiring;
    private bool _isOver;

    internal Admission(AccessGate? gate, Right right, Identity? identity, long since, bool counts = true) =>
        (_gate, _right, _identity, _since, _counts) = (gate, right, identity, since, counts);

    /// <summary>Of somebody who need not say who it is: nothing ends it.</summary>
    public static Admission OfAnyone { get; } = new(null, Right.Read, Identity.Anyone, 0);

    /// <summary>Who it is; null = it has yet to say so.</summary>
    public Identity? Identity => Volatile.Read(ref _identity);

    /// <summary>What it may do.</summary>
    public Entitlements Entitlements => Identity?.Entitlements ?? Entitlements.Nothing;

    /// <summary>Has somebody told what becomes of it, from now on; of an end that came before, at once.</summary>
    public void Attach(IAdmitted guest)
    {
        ArgumentNullException.ThrowIfNull(guest);
        if (_gate is null)
        {
            return;
        }

        AccessEnd? end;
        lock (_gate.Lock)
        {
            (_guest, end) = (guest, _end);
        }

        if (end is { } over)
        {
            guest.Ended(over);
        }
    }

    /// <summary>It has proved who it is, for the first time or again.</summary>
    /// <param name="identity">Who.</param>
    public AdmitResult Identify(Identity identity)
    {
        ArgumentNullException.ThrowIfNull(identity);
        if (_gate is null)
        {
            return AdmitResult.Admitted;
        }

        lock (_gate.Lock)
        {
            AdmitResult result = _identity is { } before && before.Subject != identity.Subject ? AdmitResult.AnotherIdentity
                : !identity.Entitlements.Has(_right) ? AdmitResult.NotAllowed
                : _identity is null && !_isOver && _counts && !_gate.TryCount(identity) ? AdmitResult.TooManyConnections
                : AdmitResult.Admitted;
            if (result == AdmitResult.Admitted && !_isOver)
            {
                // Whoever shows the same proof again was told already; otherwise each showing would bring the next telling.
                _toldExpiring &= identity.Expires <= _identity?.Expires;
                Volatile.Write(ref _identity, identity);
            }

            return result;
        }
    }

    /// <summary>Nothing is left of the connection.</summary>
    public void Dispose()
    {
        if (_gate is null)
        {
            return;
        }

        lock (_gate.Lock)
        {
            if (!_isOver)
            {
                _isOver = true;
                _guest = null;
                _gate.Forget(this, _counts ? _identity : null);
            }
        }
    }

    /// <summary>Looks whether it may stay.</summary>
    internal void Look(long stamp, DateTimeOffset now, GateOptions options, TimeProvider time)
    {
        Identity? identity;
        lock (_gate!.Lock)
        {
            if (_isOver || _end is not null)
            {
                return;
            }

            identity = _identity;
        }

        if (identity is null)
        {
            EndIf(time.GetElapsedTime(_since, stamp) >= options.AuthDeadline, AccessEnd.NotInTime, identity);
            return;
        }

        Identity? current = identity.Verifier is { } verifier ? verifier.Current(identity) : identity;
        if (EndIf(current?.Entitlements.Has(_right) != true, AccessEnd.Revoked, identity) || EndIf(now >= current!.Expires, AccessEnd.Expired, identity))
        {
            return;
        }

        bool changed = !ReferenceEquals(current, identity);
        IAdmitted? guest;
        bool expiring;
        lock (_gate.Lock)
        {
            if (!ReferenceEquals(_identity, identity))
            {
                // It was renewed meanwhile.
                return;
            }

            guest = _guest;
            if (guest is null)
            {
                // Nobody can be told of a change yet: it is looked at again.
                return;
            }

            Volatile.Write(ref _identity, current);
            expiring = !_toldExpiring && now >= current.Expires - options.ExpiryNotice;
            _toldExpiring |= expiring;
        }

        if (changed)
        {
            guest.Changed(current.Entitlements);
        }

        if (expiring)
        {
            guest.Expiring();
        }
    }

    private bool EndIf(bool isSo, AccessEnd end, Identity? identity)
    {
        if (!isSo)
        {
            return false;
        }

        IAdmitted? guest;
        lock (_gate!.Lock)
        {
            if (_isOver || !ReferenceEquals(_identity, identity))
            {
                return true;
            }

            _end = end;
            guest = _guest;
        }

        guest?.Ended(end);
        return true;
    }
}
