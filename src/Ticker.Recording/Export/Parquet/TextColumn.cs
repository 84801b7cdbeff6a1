using System.Buffers;
using System.Buffers.Binary;

namespace Ticker.Recording.Export.Parquet;

/// <summary>A column of short texts that repeat, always with a dictionary. For one thread.</summary>
public sealed class TextColumn : DataColumn
{
    private readonly Dictionary<byte[], int> _distinct = new(Utf8Comparer.Instance);
    private readonly Dictionary<byte[], int>.AlternateLookup<ReadOnlySpan<byte>> _lookup;
    private readonly List<byte[]> _texts = [];
    private int[] _placesOfKeys = [];
    private int[] _places = new int[1024];
    private int _count;

    /// <summary>An empty column.</summary>
    public TextColumn(DataField field)
        : base(field) => _lookup = _distinct.GetAlternateLookup<ReadOnlySpan<byte>>();

    /// <summary>Adds a row with a text.</summary>
    /// <param name="utf8">The text in UTF-8.</param>
    public void Append(ReadOnlySpan<byte> utf8) => AppendPlace(PlaceOf(utf8));

    /// <summary>Adds a row with a text that has a small number, so that it is looked up once in a row group.</summary>
    /// <param name="key">From 0; the same text in every call with this key.</param>
    /// <param name="utf8">The text in UTF-8.</param>
    public void Append(int key, ReadOnlySpan<byte> utf8)
    {
        if (key >= _placesOfKeys.Length)
        {
            int known = _placesOfKeys.Length;
            Array.Resize(ref _placesOfKeys, Math.Max(16, (key + 1) * 2));
            _placesOfKeys.AsSpan(known).Fill(-1);
        }

        ref int place = ref _placesOfKeys[key];
        if (place < 0)
        {
            place = PlaceOf(utf8);
        }

        AppendPlace(place);
    }

    private protected override ColumnEncoding Encode(ArrayBufferWriter<byte> page, ArrayBufferWriter<byte> dictionary, out int distinct)
    {
        distinct = _texts.Count;
        foreach (byte[] text in _texts)
        {
            BinaryPrimitives.WriteInt32LittleEndian(dictionary.GetSpan(4), text.Length);
            dictionary.Advance(4);
            dictionary.Write(text);
        }

        WritePlaces(_places.AsSpan(0, _count), distinct);
        return ColumnEncoding.Dictionary;
    }

    private protected override (byte[] Least, byte[] Greatest) Extremes()
    {
        (byte[] least, byte[] greatest) = (_texts[0], _texts[0]);
        foreach (byte[] text in _texts)
        {
            least = text.AsSpan().SequenceCompareTo(least) < 0 ? text : least;
            greatest = text.AsSpan().SequenceCompareTo(greatest) > 0 ? text : greatest;
        }

        return (least, greatest);
    }

    private protected override void Clear()
    {
        _count = 0;
        _distinct.Clear();
        _texts.Clear();
        _placesOfKeys.AsSpan().Fill(-1);
    }

    private int PlaceOf(ReadOnlySpan<byte> utf8)
    {
        if (!_lookup.TryGetValue(utf8, out int place))
        {
            place = _texts.Count;
            byte[] text = utf8.ToArray();
            _texts.Add(text);
            _distinct.Add(text, place);
        }

        return place;
    }

    private void AppendPlace(int place)
    {
        if (_count == _places.Length)
        {
            Array.Resize(ref _places, _count * 2);
        }

        _places[_count++] = place;
        AppendValue();
    }
}
