using Ticker.Engine.Access;
using Ticker.Server.Access.Tokens;
using Ticker.Transports.Access;

namespace Ticker.Server.Access;

/// <summary>Adds the gate to a server.</summary>
internal static class AccessHosting
{
    /// <summary>Reads the keys of every kind that there are.</summary>
    public static IReadOnlyList<ICredentialVerifier> Read(ServerOptions options, Problems problems)
    {
        KeyRing? ring = Read("Ticker:Access:Keys", options.Access.Keys, path => new KeyRing(path, TimeProvider.System), problems);
        TokenVerifier? tokens = Read("Ticker:Access:Jwt:Keys", options.Access.Jwt.Keys, _ => new TokenVerifier(options.Access.Jwt, TimeProvider.System), problems);
        problems.Add((ring?.Delays ?? []).Select(late => Check(late.Name, late.Delay, options)).OfType<string>().Distinct());
        return [.. new ICredentialVerifier?[] { ring, tokens }.OfType<ICredentialVerifier>()];
    }

    /// <summary>Adds the gate.</summary>
    /// <param name="services">Get it.</param>
    /// <param name="options">The server's settings.</param>
    /// <param name="verifiers">Who tells who comes; none = nobody has to say.</param>
    public static void Add(IServiceCollection services, ServerOptions options, IReadOnlyList<ICredentialVerifier> verifiers)
    {
        services.AddSingleton<WebGuard>();
        if (verifiers.Count == 0)
        {
            services.AddSingleton(new AccessGate(options.Gate, [], TimeProvider.System));
            return;
        }

        foreach (IReloaded file in verifiers.OfType<IReloaded>())
        {
            services.AddSingleton(file);
        }

        services.AddSingleton(new AccessGate(options.Gate, [.. verifiers], TimeProvider.System));
        services.AddHostedService<AccessPump>();
    }

    // What can be told before anybody comes. Of keys that are added later, and of tokens, whoever comes with one is told.
    private static string? Check(string name, TimeSpan delay, ServerOptions options) =>
        !options.KeepsJournal ? $"Ticker:Access:Keys: key '{name}' sees the market {delay} late, which needs a journal: set Ticker:Journal:Enabled=true, and no Ticker:Replay:Path"
        : options.Journal.MaxAge <= delay ? $"Ticker:Access:Keys: key '{name}' sees the market {delay} late, and Ticker:Journal:MaxAge keeps only {options.Journal.MaxAge}"
        : null;

    private static T? Read<T>(string key, string path, Func<string, T> read, Problems problems)
        where T : class =>
        path.Length > 0 ? problems.Read(() => read(path), why => $"{key} is {path}, which cannot be used: {why}") : null;
}
