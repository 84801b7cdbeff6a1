namespace Ticker.Recording.Dbn;

/// <summary>What differs between the versions: where fields stand, in bytes, and how long symbols are. Immutable.</summary>
internal sealed record DbnVersionLayout
{
    private static readonly DbnVersionLayout[] Known =
    [
        new()
        {
            Version = 1, SymbolBytes = 22, SymbolTypeIn = 50, SymbolTypeOut = 51, HasSendTime = 52, SymbolLength = -1,
            MappingBytes = 80, MappingTypeIn = -1, MappingIn = 16, MappingTypeOut = -1, MappingOut = 38, MappingStart = 64, MappingEnd = 72,
            DefinitionBytes = 360, DefinitionSymbol = 200, DefinitionCurrency = 186, DefinitionClass = 325,
        },
        new()
        {
            Version = 2, SymbolBytes = 71, SymbolTypeIn = 42, SymbolTypeOut = 43, HasSendTime = 44, SymbolLength = 45,
            MappingBytes = 176, MappingTypeIn = 16, MappingIn = 17, MappingTypeOut = 88, MappingOut = 89, MappingStart = 160, MappingEnd = 168,
            DefinitionBytes = 400, DefinitionSymbol = 200, DefinitionCurrency = 186, DefinitionClass = 374,
        },
        new()
        {
            Version = 3, SymbolBytes = 71, SymbolTypeIn = 42, SymbolTypeOut = 43, HasSendTime = 44, SymbolLength = 45,
            MappingBytes = 176, MappingTypeIn = 16, MappingIn = 17, MappingTypeOut = 88, MappingOut = 89, MappingStart = 160, MappingEnd = 168,
            DefinitionBytes = 520, DefinitionSymbol = 238, DefinitionCurrency = 224, DefinitionClass = 487,
        },
    ];

    /// <summary>1 to 3.</summary>
    public required byte Version { get; init; }

    /// <summary>The room for a symbol, padded with zeros; the metadata of later versions says it again.</summary>
    public required int SymbolBytes { get; init; }

    /// <summary>Metadata, u8: <see cref="DbnSymbolType"/> of what was asked for.</summary>
    public required int SymbolTypeIn { get; init; }

    /// <summary>Metadata, u8: <see cref="DbnSymbolType"/> of what it was resolved to.</summary>
    public required int SymbolTypeOut { get; init; }

    /// <summary>Metadata, u8: 1 = every record ends with the u64 time of its sending.</summary>
    public required int HasSendTime { get; init; }

    /// <summary>Metadata, u16: the room for a symbol; -1 = there is no such field.</summary>
    public required int SymbolLength { get; init; }

    /// <summary>The size of a symbol mapping.</summary>
    public required int MappingBytes { get; init; }

    /// <summary>Symbol mapping, u8: <see cref="DbnSymbolType"/> of the first symbol; -1 = there is no such field.</summary>
    public required int MappingTypeIn { get; init; }

    /// <summary>Symbol mapping, text: what was asked for.</summary>
    public required int MappingIn { get; init; }

    /// <summary>Symbol mapping, u8: <see cref="DbnSymbolType"/> of the second symbol; -1 = there is no such field.</summary>
    public required int MappingTypeOut { get; init; }

    /// <summary>Symbol mapping, text: what it was resolved to.</summary>
    public required int MappingOut { get; init; }

    /// <summary>Symbol mapping, u64: from when, ns since the UNIX epoch.</summary>
    public required int MappingStart { get; init; }

    /// <summary>Symbol mapping, u64: until when, ns since the UNIX epoch.</summary>
    public required int MappingEnd { get; init; }

    /// <summary>The size of a definition.</summary>
    public required int DefinitionBytes { get; init; }

    /// <summary>Definition, text of <see cref="SymbolBytes"/>: the venue's own symbol.</summary>
    public required int DefinitionSymbol { get; init; }

    /// <summary>Definition, text of 4 bytes: the currency.</summary>
    public required int DefinitionCurrency { get; init; }

    /// <summary>Definition, a letter: what kind of thing it is (<c>F</c> future, <c>K</c> stock, <c>C</c> call, ..).</summary>
    public required int DefinitionClass { get; init; }

    /// <summary>The layout of a version, 1 to 3.</summary>
    public static DbnVersionLayout For(byte version) => Known[version - DbnFormat.FirstVersion];

    /// <summary>The layout of a definition of so many bytes, which tells the version; null where none has that length.</summary>
    public static DbnVersionLayout? OfDefinition(int bytes) => Array.Find(Known, layout => layout.DefinitionBytes == bytes);

    /// <summary>The layout of a symbol mapping of so many bytes; null where none has that length.</summary>
    public static DbnVersionLayout? OfMapping(int bytes) => Array.Find(Known, layout => layout.MappingBytes == bytes);
}
