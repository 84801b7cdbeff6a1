using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Ticker.Engine.Access;
using Ticker.Protocol;
using Ticker.Transports.Answers;

namespace Ticker.Transports.Access;

/// <summary>
/// Asks the gate for requests of HTTP: a key or token in <c>Authorization</c>, or a ticket in the URL. A key or token in
/// the URL is not taken: URLs end up in logs. Thread-safe.
/// </summary>
/// <param name="gate">The gate.</param>
public sealed class WebGuard(AccessGate gate)
{
    /// <summary>The parameter that is a ticket.</summary>
    public const string Ticket = "ticket";

    private const string Scheme = "Bearer";
    private const string RetryAfter = "5";

    /// <summary>The gate.</summary>
    public AccessGate Gate => gate;

    /// <summary>Who a request was let in as, and what that allows.</summary>
    public static Admission AdmissionOf(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return context.Features.Get<Admission>() ?? Admission.OfAnyone;
    }

    /// <summary>What <c>welcome</c> says of a request that was let in.</summary>
    internal static AuthState StateOf(HttpContext context) => context.Features.Get<Admission>() is null ? AuthState.Off : AuthState.Ok;

    /// <summary>What <c>welcome</c> says of a connection.</summary>
    public AuthState StateOf(Admission admission)
    {
        ArgumentNullException.ThrowIfNull(admission);
        return gate.IsOpen ? AuthState.Off : admission.Identity is null ? AuthState.Required : AuthState.Ok;
    }

    /// <summary>Serves only those who have a right; the others are answered 401, 403 or 429. It ends with the right.</summary>
    /// <param name="right">The right.</param>
    /// <param name="next">Serves; <see cref="AdmissionOf"/> tells it whom.</param>
    /// <param name="atAnyRate">Whether it gives ticks as often as it is asked: to those with a least interval it gives nothing.</param>
    /// <param name="counts">Whether it is one of the connections that a key may have.</param>
    public RequestDelegate Protect(Right right, RequestDelegate next, bool atAnyRate = false, bool counts = true) =>
        gate.IsOpen ? next : context => ServeAsync(context, right, next, atAnyRate, counts);

    /// <summary>Lets a request in, or answers it.</summary>
    /// <param name="context">The request.</param>
    /// <param name="right">What it needs.</param>
    /// <param name="provesLater">Whether it may say who it is when it is connected.</param>
    /// <param name="counts">Whether it is one of the connections that a key may have.</param>
    /// <returns>To be disposed with the connection; null when it was answered.</returns>
    public async Task<Admission?> AdmitAsync(HttpContext context, Right right, bool provesLater, bool counts = true)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (gate.IsOpen)
        {
            return Admission.OfAnyone;
        }

        if (Refuse(context.Request, right, provesLater, counts, out Admission? admission) is { } refusal)
        {
            await AnswerAsync(context, refusal).ConfigureAwait(false);
            return null;
        }

        return admission;
    }

    private async Task ServeAsync(HttpContext context, Right right, RequestDelegate next, bool atAnyRate, bool counts)
    {
        if (await AdmitAsync(context, right, provesLater: false, counts).ConfigureAwait(false) is { } admission)
        {
            using (admission)
            {
                if (atAnyRate && admission.Entitlements.MinInterval > TimeSpan.Zero)
                {
                    await AnswerAsync(context, AccessRefusal.AnyRate).ConfigureAwait(false);
                    return;
                }

                context.Features.Set(admission);
                admission.Attach(new RequestGuest(context, admission.Entitlements.Delay));
                await next(context).ConfigureAwait(false);
            }
        }
    }

    private AccessRefusal? Refuse(HttpRequest request, Right right, bool provesLater, bool counts, out Admission? admission)
    {
        admission = null;
        if (request.Query.ContainsKey(Ticket) && request.Headers.Authorization.Count == 0)
        {
            return RefuseTicket(request, right, counts, out admission);
        }

        StringValues written = request.Headers.Authorization;
        if (written.Count == 0)
        {
            admission = provesLater ? gate.Expect(right) : null;
            return provesLater ? null : AccessRefusal.Unknown;
        }

        // Who says it twice may not mean the same.
        return written.Count == 1 && !request.Query.ContainsKey(Ticket) && CredentialIn(written[0] ?? "") is { } credential
            ? Admit(gate.Verify(credential), right, counts, out admission)
            : AccessRefusal.Invalid;
    }

    private AccessRefusal? RefuseTicket(HttpRequest request, Right right, bool counts, out Admission? admission)
    {
        StringValues tickets = request.Query[Ticket];
        Identity? identity = tickets.Count == 1 ? gate.Redeem(tickets[0] ?? "") : null;

        // It is used up: nobody behind here need see it.
        request.QueryString = QueryString.Create(request.Query.Where(pair => pair.Key != Ticket));
        return Admit(identity, right, counts, out admission);
    }

    private AccessRefusal? Admit(Identity? identity, Right right, bool counts, out Admission? admission)
    {
        admission = null;
        return identity is null ? AccessRefusal.Invalid : gate.TryAdmit(identity, right, out admission, counts) switch
        {
            AdmitResult.Admitted => null,
            AdmitResult.TooManyConnections => AccessRefusal.TooMany,
            _ => AccessRefusal.NotAllowed,
        };
    }

    private static string? CredentialIn(string written)
    {
        int space = written.IndexOf(' ', StringComparison.Ordinal);
        return space > 0 && written.AsSpan(0, space).Equals(Scheme, StringComparison.OrdinalIgnoreCase) ? written[(space + 1)..].Trim() : null;
    }

    private Task AnswerAsync(HttpContext context, AccessRefusal refusal)
    {
        if (refusal == AccessRefusal.Invalid)
        {
            gate.Refusals.AddInvalid(context.Connection.RemoteIpAddress);
        }
        else
        {
            gate.Refusals.Add(refusal.Reason);
        }

        context.Response.Headers.WWWAuthenticate = refusal.Challenge;
        if (refusal.Status == StatusCodes.Status429TooManyRequests)
        {
            context.Response.Headers.RetryAfter = RetryAfter;
        }

        return Problem.WriteAsync(context, refusal.Status, refusal.Detail);
    }
}
