namespace Ticker.Synthetic.Listings;

/// <summary>Instruments that move together.</summary>
internal enum MarketGroup
{
    /// <summary>Shares and funds.</summary>
    Equities,

    /// <summary>Currency pairs.</summary>
    Currencies,

    /// <summary>Crypto-assets and their perpetual contracts.</summary>
    Crypto,

    /// <summary>Index, rate and commodity futures.</summary>
    Futures,

    /// <summary>Government bonds.</summary>
    Bonds,
}
