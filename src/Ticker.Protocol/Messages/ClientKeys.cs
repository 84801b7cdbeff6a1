namespace Ticker.Protocol;

/// <summary>The keys that clients' messages may hold; what an operation does not use is ignored as if unknown.</summary>
[Flags]
internal enum ClientKeys
{
    None = 0,
    Op = 1 << 0,
    Id = 1 << 1,
    Token = 1 << 2,
    Symbols = 1 << 3,
    Kinds = 1 << 4,
    Mode = 1 << 5,
    IntervalMs = 1 << 6,
    ConflateTrades = 1 << 7,
    Summary = 1 << 8,
    Times = 1 << 9,
    OnSlow = 1 << 10,
    From = 1 << 11,
    Add = 1 << 12,
    Remove = 1 << 13,
    T = 1 << 14,
    Seq = 1 << 15,
    Time = 1 << 16,
    Ticks = 1 << 17,
    Speed = 1 << 18,
}
