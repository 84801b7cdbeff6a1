using Ticker.Model;
using Ticker.Protocol;

namespace Ticker.Client.Subscriptions;

/// <summary>
/// The instruments that a connection was told of, by the server's number and by name. Filled by what
/// <c>subscribed</c> says; numbers hold within an epoch, so each connection has its own. Used by one thread.
/// </summary>
public sealed class InstrumentDirectory
{
    private readonly Dictionary<uint, Instrument> _byNumber = [];
    private readonly Dictionary<ReadOnlyMemory<byte>, Instrument> _byName = new(Utf8Comparer.Instance);
    private readonly Dictionary<ReadOnlyMemory<byte>, Instrument>.AlternateLookup<ReadOnlySpan<byte>> _byNameSpan;

    /// <summary>Makes an empty one.</summary>
    public InstrumentDirectory() => _byNameSpan = _byName.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>How many numbers are known.</summary>
    public int Count => _byNumber.Count;

    /// <summary>Every instrument told of.</summary>
    public IReadOnlyCollection<Instrument> Instruments => _byNumber.Values;

    /// <summary>The instrument of a number, or null.</summary>
    public Instrument? Find(uint number) => _byNumber.GetValueOrDefault(number);

    /// <summary>The instrument that a full name in UTF-8 means at present, or null.</summary>
    public Instrument? Find(ReadOnlySpan<byte> fullName) => _byNameSpan.TryGetValue(fullName, out Instrument? instrument) ? instrument : null;

    /// <summary>Takes what the server told.</summary>
    public void Learn(Subscribed told)
    {
        ArgumentNullException.ThrowIfNull(told);
        foreach (Instrument instrument in told.Instruments)
        {
            _byNumber[instrument.Number] = instrument;
            _byName[instrument.Utf8Name] = instrument;
        }
    }
}
