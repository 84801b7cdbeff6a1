using System.Collections.Frozen;

namespace Ticker.Engine.Access;

/// <summary>Names that somebody may use: some, all, or none. Immutable; thread-safe.</summary>
public sealed class NameScope
{
    private readonly FrozenSet<string> _names;

    /// <summary>Makes a scope.</summary>
    /// <param name="names">The names, compared whole; <c>*</c> = all.</param>
    public NameScope(IEnumerable<string> names)
    {
        _names = names.ToFrozenSet(StringComparer.Ordinal);
        IsAll = _names.Contains("*");
    }

    /// <summary>Every name.</summary>
    public static NameScope All { get; } = new(["*"]);

    /// <summary>No name.</summary>
    public static NameScope None { get; } = new([]);

    /// <summary>Whether it holds every name.</summary>
    public bool IsAll { get; }

    /// <summary>Whether it holds no name.</summary>
    public bool IsNone => _names.Count == 0;

    /// <summary>The names as they were given.</summary>
    public IEnumerable<string> Names => _names.Order(StringComparer.Ordinal);

    /// <summary>Whether it holds a name.</summary>
    public bool Allows(string name) => IsAll || _names.Contains(name);
}
