using System.Buffers.Binary;
using Ticker.Transports.WebSockets;

namespace Ticker.Transports.Tests.WebSockets;

public sealed class FrameTrackerTests
{
    private const int MaxMessage = 1_000;

    [Fact]
    public void Follow_FramesCutAnywhere_CountsTheSamePongs()
    {
        byte[] bytes = [.. Frame(0x8A, 0), .. Frame(0x01, 125), .. Frame(0x8A, 100), .. Frame(0x00, 126), .. Frame(0x89, 9), .. Frame(0x80, 700), .. Frame(0x8A, 1)];
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var tracker = new FrameTracker(MaxMessage);
            tracker.Follow(bytes.AsSpan(0, cut));
            tracker.Follow(bytes.AsSpan(cut));
            Assert.Equal((3, false, false), (tracker.Pongs, tracker.TooLong, tracker.InHeader));
        }
    }

    [Fact]
    public void InHeader_BetweenItsFirstAndItsLastByte_IsTrue()
    {
        byte[] frame = Frame(0x82, 300);
        var tracker = new FrameTracker(MaxMessage);
        Assert.False(tracker.InHeader);
        for (int n = 0; n < 8; n++)
        {
            tracker.Follow(frame.AsSpan(n, 1));
            Assert.Equal(n < 7, tracker.InHeader);
        }
    }

    [Theory]
    [InlineData(MaxMessage, false)]
    [InlineData(MaxMessage + 1, true)]
    public void TooLong_OfOneFrame_IsKnownFromItsHeader(int length, bool tooLong)
    {
        var tracker = new FrameTracker(MaxMessage);
        tracker.Follow(Frame(0x82, length).AsSpan(0, 8));
        Assert.Equal(tooLong, tracker.TooLong);
    }

    [Theory]
    [InlineData(1UL << 62)]
    [InlineData(1UL << 63)]
    [InlineData(ulong.MaxValue)]
    public void TooLong_OfAnAbsurdPromise_IsTrue(ulong promised)
    {
        byte[] header = [0x82, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4];
        BinaryPrimitives.WriteUInt64BigEndian(header.AsSpan(2), promised);
        var tracker = new FrameTracker(MaxMessage);
        tracker.Follow(header);
        Assert.True(tracker.TooLong);
    }

    [Fact]
    public void TooLong_OfFragments_CountsThemTogetherAndEachMessageAnew()
    {
        var tracker = new FrameTracker(MaxMessage);
        tracker.Follow([.. Frame(0x02, 600), .. Frame(0x80, 400), .. Frame(0x02, 600), .. Frame(0x89, 125)]);
        Assert.False(tracker.TooLong);
        tracker.Follow(Frame(0x80, 401));
        Assert.True(tracker.TooLong);
    }

    private static byte[] Frame(byte first, int length)
    {
        byte[] head = length <= 125 ? [first, (byte)(0x80 | length)] : [first, 0x80 | 126, (byte)(length >> 8), (byte)length];
        return [.. head, 1, 2, 3, 4, .. new byte[length]];
    }
}
