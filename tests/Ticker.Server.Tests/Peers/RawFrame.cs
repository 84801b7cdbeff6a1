using System.Buffers.Binary;
using System.Text;

namespace Ticker.Server.Tests.Peers;

/// <summary>One frame as the server sent it.</summary>
internal sealed record RawFrame(int First, byte[] Payload)
{
    public int Opcode => First & 0x0F;

    public bool IsClose => Opcode == Frames.CloseCode;

    /// <summary>The close code; 0 = none.</summary>
    public int Code => Payload.Length < 2 ? 0 : BinaryPrimitives.ReadUInt16BigEndian(Payload);

    /// <summary>The reason of a close.</summary>
    public string Reason => Payload.Length < 2 ? "" : Encoding.UTF8.GetString(Payload.AsSpan(2));

    public string Text => Encoding.UTF8.GetString(Payload);

    public override string ToString() => IsClose ? $"close {Code} '{Reason}'" : $"opcode {Opcode}, {Payload.Length} bytes: {Text}";
}
