using Ticker.Fuzz.Tests.Fuzzing;

namespace Ticker.Fuzz.Tests;

/// <summary>Strangers' bytes, from seeds. Further ones: <c>tests/fuzz --minutes 60</c>.</summary>
public sealed class FuzzTests
{
    private static string Kept => Path.Combine(AppContext.BaseDirectory, "Findings");

    public static TheoryData<string, int> Targets => new()
    {
        { "client-messages", 40_000 }, { "server-messages", 40_000 }, { "socket-frames", 20_000 }, { "conversations", 1_500 }, { "publish-streams", 4_000 },
        { "journals", 600 }, { "recordings", 12_000 }, { "proxy-headers", 40_000 }, { "queries", 10_000 },
    };

    [Theory]
    [MemberData(nameof(Targets))]
    public void Read_AnyInput_KeepsItsPromises(string name, int seeds)
    {
        IFuzzTarget target = FuzzTargets.Make(name)!;
        for (int seed = 1; seed <= seeds; seed++)
        {
            Finding? finding = FuzzRun.Once(target, seed);
            Assert.True(finding is null, finding?.ToString());
        }
    }

    /// <summary>What once broke a promise: a file for each, in a folder for each target.</summary>
    [Fact]
    public void Read_WhatWasFoundOnce_KeepsItsPromises() =>
        Assert.All(Directory.GetFiles(Kept, "*.bin", SearchOption.AllDirectories), path =>
        {
            IFuzzTarget target = FuzzTargets.Make(Path.GetFileName(Path.GetDirectoryName(path)!))!;
            Finding? finding = FuzzRun.Once(target, File.ReadAllBytes(path), SeedOf(path), out _);
            Assert.True(finding is null, finding?.ToString());
        });

    [Fact]
    public void Targets_AreAllThatThereAre() =>
        Assert.Equal(FuzzTargets.Make().Select(target => target.Name).Order(), Targets.Select(row => (string)row[0]).Order());

    /// <summary>The fuzzer finds a reader that believes a length, and one that reads past the end of a list.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Once_ReaderWithADefect_FindsIt(bool believes)
    {
        var target = new BrokenReader(believes);
        Finding? found = Enumerable.Range(1, 2_000).Select(seed => FuzzRun.Once(target, seed)).FirstOrDefault(finding => finding is not null);
        Assert.IsType(believes ? typeof(InsufficientMemoryException) : typeof(IndexOutOfRangeException), found?.Failure);
        Assert.Equal(found!.Failure.Message, FuzzRun.Once(target, found.Seed)!.Failure.Message);
    }

    /// <summary>The seed in a finding's name.</summary>
    internal static int SeedOf(string path) => int.TryParse(Path.GetFileName(path).Split('-')[0], out int seed) ? seed : 1;

    private sealed class BrokenReader(bool believes) : IFuzzTarget
    {
        public string Name => "broken";

        public IReadOnlyList<byte[]> Words => [];

        public byte[] Whole(Random random) => [0, 0, 0, 4, 1, 2, 3, 4];

        public string Read(byte[] input, Random random)
        {
            int length = input.Length < 4 ? 0 : System.Buffers.Binary.BinaryPrimitives.ReadInt32BigEndian(input) & 0xFFFFFF;
            byte[] message = new byte[believes ? length : 4];
            for (int i = 0; i < (believes ? 0 : Math.Min(length, 8)); i++)
            {
                message[i] = input[4 + i];
            }

            return "";
        }

        public long MostReserved(int length) => 1_000 + length;
    }
}
