using System.Security.Cryptography;
using System.Text;
using Ticker.Protocol;

namespace Ticker.Recording.Replay;

/// <summary>
/// The SHA-256 of each subscription's data messages, taken of the frames as they leave. Control messages, which depend on
/// the moment, do not count. For one thread.
/// </summary>
public sealed class DataDigest : IDisposable
{
    private readonly Dictionary<int, IncrementalHash> _hashes = [];

    /// <summary>Takes note of whole frames that are sent.</summary>
    public void Take(ReadOnlySpan<byte> frames)
    {
        while (WebSocketFrame.TryTake(ref frames, out WebSocketOpcode opcode, out ReadOnlySpan<byte> payload))
        {
            if (opcode is WebSocketOpcode.Binary or WebSocketOpcode.Text && SubscriptionOf(payload) is var id and > 0)
            {
                HashOf(id).AppendData(payload);
            }
        }
    }

    /// <summary>The digest of what was sent of a subscription so far, in lower-case hex.</summary>
    public string Of(int id)
    {
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        HashOf(id).GetCurrentHash(digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>A subscription begins anew.</summary>
    public void Forget(int id)
    {
        if (_hashes.Remove(id, out IncrementalHash? hash))
        {
            hash.Dispose();
        }
    }

    /// <summary>All subscriptions begin anew.</summary>
    public void ForgetAll()
    {
        foreach (IncrementalHash hash in _hashes.Values)
        {
            hash.Dispose();
        }

        _hashes.Clear();
    }

    /// <inheritdoc/>
    public void Dispose() => ForgetAll();

    // 0 = it is a control message. The server writes these bytes itself, always in the same way.
    private static int SubscriptionOf(ReadOnlySpan<byte> payload)
    {
        if (payload.StartsWith("{\"id\":"u8))
        {
            return System.Buffers.Text.Utf8Parser.TryParse(payload["{\"id\":".Length..], out int id, out _) ? id : 0;
        }

        if (payload.IsEmpty || !((payload[0] & 0xf0) == 0x90 || payload[0] is 0xdc or 0xdd))
        {
            return 0;
        }

        var reader = new MessagePackReader(payload);
        return reader.ReadArrayHeader() > 0 ? (int)reader.ReadInt64() : 0;
    }

    private IncrementalHash HashOf(int id)
    {
        if (!_hashes.TryGetValue(id, out IncrementalHash? hash))
        {
            hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            _hashes.Add(id, hash);
        }

        return hash;
    }
}
