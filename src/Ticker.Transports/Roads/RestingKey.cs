using System.Globalization;
using Ticker.Engine.Access;
using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Transports.Roads;

/// <summary>What polls ask for and from where: two that are equal are to get the very same. Immutable.</summary>
/// <param name="What">The request.</param>
/// <param name="Who">What whoever asks may see.</param>
/// <param name="Cursor">The position after which it goes on.</param>
internal readonly record struct RestingKey(string What, Entitlements Who, StreamPosition Cursor)
{
    /// <summary>All of a request that says what is sent, but for where it begins.</summary>
    /// <param name="subscribe">The request, its symbols in order.</param>
    public static string Of(SubscribeMessage subscribe) => string.Create(
        CultureInfo.InvariantCulture,
        $"{subscribe.Kinds} {subscribe.Mode} {subscribe.IntervalMs} {subscribe.ConflateTrades} {subscribe.Summary} {subscribe.Times} {subscribe.OnSlow}\n{string.Join('\n', subscribe.Symbols)}");
}
