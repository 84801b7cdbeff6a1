namespace Ticker.Model;

/// <summary>What kind of thing an instrument is. The numbers are those of the feed contract.</summary>
public enum AssetClass : byte
{
    /// <summary>Not told.</summary>
    Unspecified = 0,

    /// <summary>Shares and exchange-traded funds.</summary>
    Equity = 1,

    /// <summary>Currency pairs.</summary>
    ForeignExchange = 2,

    /// <summary>Crypto-assets.</summary>
    Crypto = 3,

    /// <summary>Futures.</summary>
    Future = 4,

    /// <summary>Options.</summary>
    Option = 5,

    /// <summary>Bonds and bills.</summary>
    FixedIncome = 6,

    /// <summary>Physical or spot commodities.</summary>
    Commodity = 7,

    /// <summary>Indices: computed, not traded.</summary>
    Index = 8,
}
