using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Client.Streams.Roads;

/// <summary>What a client talks over, by whichever road. One reads, one sends.</summary>
internal interface IConnection : IAsyncDisposable
{
    /// <summary>What the server said first.</summary>
    Welcome Welcome { get; }

    /// <summary>The reason that the server closed with 1000; empty where it said none.</summary>
    string ClosedWith { get; }

    /// <summary>Whether changes are answered one by one, by messages.</summary>
    bool AnswersChanges { get; }

    /// <summary>Takes an error that may be the answer to a change, which is not made then.</summary>
    /// <returns>Whether it is.</returns>
    bool RefuseChange(MarketSubscription subscription, ErrorReply error);

    /// <summary>The instruments told of.</summary>
    InstrumentDirectory Instruments { get; }

    /// <summary>What came of each subscription.</summary>
    IReadOnlyDictionary<int, ReceivedAccounts> Accounts { get; }

    /// <summary>Reads the next message; null = the server has closed with 1000.</summary>
    /// <exception cref="SubscriberException">The connection ended otherwise.</exception>
    ValueTask<SubscriberMessage?> ReadAsync(CancellationToken cancellation);

    /// <summary>Sends a message.</summary>
    /// <exception cref="SubscriberException">The connection has ended.</exception>
    ValueTask SendAsync(ClientMessage message, CancellationToken cancellation);
}
