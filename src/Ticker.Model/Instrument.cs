using System.Text;

namespace Ticker.Model;

/// <summary>
/// The tradable thing, as one publisher defined it. Immutable; safe to read from any thread.
/// </summary>
public sealed record Instrument
{
    /// <summary>The greatest price scale: prices are kept to 10^-12 at the finest.</summary>
    public const int MaxPriceScale = 12;

    /// <summary>The greatest size scale: sizes are kept to 10^-9 at the finest.</summary>
    public const int MaxSizeScale = 9;

    private readonly InstrumentName _name;

    /// <summary>The server's number for it, from 1, valid within an epoch; 0 before it is registered.</summary>
    public uint Number { get; init; }

    /// <summary>Venue and symbol.</summary>
    public required InstrumentName Name
    {
        get => _name;
        init
        {
            _name = value;
            FullName = value.ToString();
            Utf8Name = Encoding.UTF8.GetBytes(FullName);
        }
    }

    /// <summary><c>VENUE:SYMBOL</c>.</summary>
    public string FullName { get; private init; } = "";

    /// <summary><c>VENUE:SYMBOL</c> in UTF-8.</summary>
    public ReadOnlyMemory<byte> Utf8Name { get; private init; }

    /// <summary>Prices count in 10^-this; 0 to <see cref="MaxPriceScale"/>.</summary>
    public required byte PriceScale { get; init; }

    /// <summary>Sizes count in 10^-this; 0 to <see cref="MaxSizeScale"/>.</summary>
    public required byte SizeScale { get; init; }

    /// <summary>What kind of thing it is.</summary>
    public AssetClass AssetClass { get; init; }

    /// <summary>ISO 4217 code, or the venue's own text, of what prices are in; empty = not told.</summary>
    public string Currency { get; init; } = "";

    /// <summary>The least step of a price in 10^-price_scale; 0 = not told.</summary>
    public long TickSize { get; init; }

    /// <summary>The least step of a size in 10^-size_scale; 0 = not told.</summary>
    public long LotSize { get; init; }

    /// <summary>The last session's close in 10^-price_scale; null = not told.</summary>
    public long? PreviousClose { get; init; }

    /// <summary>What is wrong with this definition, for a person to read; null when nothing is.</summary>
    public string? Check() =>
        Name.Check()
        ?? (PriceScale > MaxPriceScale ? $"price_scale is {PriceScale}; the greatest is {MaxPriceScale}" : null)
        ?? (SizeScale > MaxSizeScale ? $"size_scale is {SizeScale}; the greatest is {MaxSizeScale}" : null)
        ?? (TickSize is < 0 or > Tick.MaxMantissa ? "tick_size is out of range" : null)
        ?? (LotSize is < 0 or > Tick.MaxMantissa ? "lot_size is out of range" : null)
        ?? (PreviousClose is < -Tick.MaxMantissa or > Tick.MaxMantissa ? "previous_close is out of range" : null)
        ?? (Currency.Length > 16 || Currency.Any(char.IsControl) ? "currency is not a short text" : null);

    /// <summary>Whether ticks of both mean the same: same name, same scales.</summary>
    public bool MeansTheSameAs(Instrument other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Name == other.Name && PriceScale == other.PriceScale && SizeScale == other.SizeScale;
    }

    /// <summary>Whether both are the same in everything that was said of them.</summary>
    public bool Equals(Instrument? other) =>
        other is not null && Number == other.Number && MeansTheSameAs(other) && AssetClass == other.AssetClass
        && Currency == other.Currency && TickSize == other.TickSize && LotSize == other.LotSize && PreviousClose == other.PreviousClose;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Number, Name, PriceScale, SizeScale);
}
