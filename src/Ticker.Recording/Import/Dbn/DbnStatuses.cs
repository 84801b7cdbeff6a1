using System.Buffers.Binary;
using System.Text;
using Ticker.Model;
using Ticker.Recording.Dbn;

namespace Ticker.Recording.Import.Dbn;

/// <summary>Turns statuses into trading states. Stateless.</summary>
internal static class DbnStatuses
{
    /// <summary>Makes a tick of a status.</summary>
    /// <param name="instrument">The instrument's number.</param>
    /// <param name="record">The status.</param>
    /// <param name="status">The tick, without times.</param>
    /// <returns>False where the record does not say whether the instrument trades.</returns>
    public static bool TryMake(uint instrument, ReadOnlySpan<byte> record, out Tick status)
    {
        var action = (DbnStatusAction)BinaryPrimitives.ReadUInt16LittleEndian(record[DbnLayout.Status.Action..]);
        var reason = (DbnStatusReason)BinaryPrimitives.ReadUInt16LittleEndian(record[DbnLayout.Status.Reason..]);
        TradingState state = StateOf(action, record[DbnLayout.Status.IsTrading], record[DbnLayout.Status.IsQuoting]);
        status = state == TradingState.Unknown ? default : Tick.ForStatus(instrument, state, Words(action, reason));
        return state != TradingState.Unknown;
    }

    private static TradingState StateOf(DbnStatusAction action, byte isTrading, byte isQuoting) => action switch
    {
        DbnStatusAction.Trading => TradingState.Trading,
        DbnStatusAction.PreOpen or DbnStatusAction.PreCross or DbnStatusAction.Quoting or DbnStatusAction.Rotation => TradingState.PreOpen,
        DbnStatusAction.Halt or DbnStatusAction.Suspend => TradingState.Halted,
        DbnStatusAction.Pause => TradingState.Paused,
        DbnStatusAction.Close or DbnStatusAction.PostClose => TradingState.Closed,
        DbnStatusAction.NotAvailableForTrading => TradingState.Closed,
        DbnStatusAction.ShortSellRestrictionChange => TradingState.Unknown,
        _ => ByFlags(isTrading, isQuoting),
    };

    // An auction, a price indication or the time before the close: whether there is trading is told beside it, or not at all.
    private static TradingState ByFlags(byte isTrading, byte isQuoting) => (isTrading, isQuoting) switch
    {
        ((byte)'Y', _) => TradingState.Trading,
        ((byte)'N', (byte)'Y') => TradingState.PreOpen,
        ((byte)'N', (byte)'N') => TradingState.Closed,
        _ => TradingState.Unknown,
    };

    // The reason where the record gives one; else the action, where the state says less than that.
    private static byte[] Words(DbnStatusAction action, DbnStatusReason reason) => Encoding.ASCII.GetBytes(reason switch
    {
        DbnStatusReason.None or DbnStatusReason.Scheduled when !SaysAll(action) => action.ToString(),
        DbnStatusReason.None => "",
        _ => reason.ToString(),
    });

    private static bool SaysAll(DbnStatusAction action) =>
        action is DbnStatusAction.PreOpen or DbnStatusAction.Trading or DbnStatusAction.Halt or DbnStatusAction.Pause or DbnStatusAction.Close;
}
