using Ticker.Engine.Access;
using Ticker.Server.Access.Tokens;
using Ticker.Transports.Access;

namespace Ticker.Server.Access;

/// <summary>Adds the gate to a server.</summary>
internal static class AccessHosting
{
    /// <summary>Reads the keys, and adds the gate.</summary>
    /// <exception cref="InvalidConfigurationException">The keys cannot be used.</exception>
    public static void Add(IServiceCollection services, ServerOptions options)
    {
        if (!options.Access.IsOn)
        {
            services.AddSingleton(AccessGate.Open);
            services.AddSingleton<WebGuard>();
            return;
        }

        var wrong = new List<string>();
        ICredentialVerifier?[] verifiers =
        [
            Read("Ticker:Access:Keys", options.Access.Keys, path => new KeyRing(path, TimeProvider.System), wrong),
            Read("Ticker:Access:Jwt:Keys", options.Access.Jwt.Keys, _ => new TokenVerifier(options.Access.Jwt, TimeProvider.System), wrong),
        ];
        wrong.AddRange(verifiers.OfType<KeyRing>().SelectMany(ring => ring.Delays).Select(late => Check(late.Name, late.Delay, options)).OfType<string>().Distinct());
        if (wrong.Count > 0)
        {
            throw new InvalidConfigurationException([.. wrong]);
        }

        foreach (IReloaded file in verifiers.OfType<IReloaded>())
        {
            services.AddSingleton(file);
        }

        services.AddSingleton(new AccessGate(options.Gate, [.. verifiers.OfType<ICredentialVerifier>()], TimeProvider.System));
        services.AddSingleton<WebGuard>();
        services.AddHostedService<AccessPump>();
    }

    // What can be told before anybody comes. Of keys that are added later, and of tokens, whoever comes with one is told.
    private static string? Check(string name, TimeSpan delay, ServerOptions options) =>
        !options.KeepsJournal ? $"Ticker:Access:Keys: key '{name}' sees the market {delay} late, which needs a journal: set Ticker:Journal:Enabled=true, and no Ticker:Replay:Path"
        : options.Journal.MaxAge <= delay ? $"Ticker:Access:Keys: key '{name}' sees the market {delay} late, and Ticker:Journal:MaxAge keeps only {options.Journal.MaxAge}"
        : null;

    private static ICredentialVerifier? Read(string key, string path, Func<string, ICredentialVerifier> read, List<string> wrong)
    {
        try
        {
            return path.Length > 0 ? read(path) : null;
        }
        catch (Exception unusable) when (unusable is FormatException or IOException or UnauthorizedAccessException)
        {
            wrong.Add($"{key} is {path}, which cannot be used: {unusable.Message}");
            return null;
        }
    }
}
