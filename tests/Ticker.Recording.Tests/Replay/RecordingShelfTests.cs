using Ticker.Model;
using Ticker.Recording.Journal;
using Ticker.Recording.Replay;

namespace Ticker.Recording.Tests.Replay;

public sealed class RecordingShelfTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("ticker-shelf-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("../outside")]
    [InlineData("..%2foutside")]
    [InlineData("shelf/inside")]
    [InlineData("/etc/passwd")]
    [InlineData("a\\b")]
    [InlineData("a b")]
    [InlineData("a\0b")]
    [InlineData("é")]
    [InlineData(".hidden")]
    [InlineData("nothing")]
    public void Open_NoNameOfARecording_Null(string name)
    {
        Record("outside");
        Record("shelf/inside");
        Record("shelf/.hidden");
        Assert.Null(new RecordingShelf(Path.Combine(_root, "shelf"), null).Open(name));
    }

    [Fact]
    public void Open_ByName_EachOfAnyKind()
    {
        Record("shelf/day");
        Record("own");
        Directory.CreateDirectory(Path.Combine(_root, "shelf", "empty"));
        File.WriteAllText(Path.Combine(_root, "shelf", "README.md"), "about");
        File.WriteAllText(
            Path.Combine(_root, "shelf", "btc.raw"),
            """1700000000000000001 {"stream":"xrpusdt@bookTicker","data":{"u":1,"s":"XRPUSDT","b":"0.61230000","B":"25.00000000","a":"0.61240000","A":"7.50000000"}}""" + "\n");
        var shelf = new RecordingShelf(Path.Combine(_root, "shelf"), Path.Combine(_root, "own"));

        Assert.Equal(["btc.raw", "day", "journal"], shelf.Names);
        foreach (string name in shelf.Names)
        {
            using ITape? tape = shelf.Open(name);
            Assert.Single(tape!.Instruments);
        }
    }

    [Fact]
    public void Names_NoSuchDirectory_None() => Assert.Empty(new RecordingShelf(Path.Combine(_root, "gone"), null).Names);

    [Fact]
    public void SpanOf_ByName_WhatIsKnownWithoutReadingAll()
    {
        Record("shelf/day");
        Directory.CreateDirectory(Path.Combine(_root, "shelf", "empty"));
        File.WriteAllText(Path.Combine(_root, "shelf", "day.raw"), "1700000000000000001 {}\n");
        var shelf = new RecordingShelf(Path.Combine(_root, "shelf"), null);
        using RecordingReader reader = RecordingReader.Open(Path.Combine(_root, "shelf", "day"));
        Assert.True(reader.ReadRecord(out Tick first));

        Assert.Equal((first.ReceiveTime, reader.LastTime), shelf.SpanOf("day"));
        var next = new UnixNanos(first.ReceiveTime.Value + 1);
        Assert.Equal((first.ReceiveTime, reader.LastTime < next ? reader.LastTime : next), shelf.SpanOf("day", before: next));
        Assert.Null(shelf.SpanOf("day", before: first.ReceiveTime));
        Assert.All(["day.raw", "empty", "nothing", "../shelf/day"], name => Assert.Null(shelf.SpanOf(name)));
    }

    [Fact]
    public void Open_NotARecordingAtAll_SaysWhatItIs()
    {
        File.WriteAllText(Path.Combine(_root, "letter.txt"), "Dear Sir or Madam");
        Assert.Contains("Dear Sir", Assert.Throws<RecordingFormatException>(() => new RecordingShelf(_root, null).Open("letter.txt")).Message);
    }

    private void Record(string name)
    {
        using RecordingWriter writer = RecordingWriter.Create(Path.Combine(_root, name), Tapes.Instruments(1));
        writer.Append(Tapes.Quote(1, 0));
        writer.Complete();
    }
}
