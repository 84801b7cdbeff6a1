using FsCheck;
using FsCheck.Fluent;
using Ticker.Engine.Conflate;

namespace Ticker.Engine.Tests.Conflate;

public sealed class DirtySetTests
{
    [Fact]
    public void Mark_AnyOperations_BehavesLikeAListOfFirstMarks() =>
        Prop.ForAll(Operations.ToArbitrary(), operations =>
        {
            var set = new DirtySet();
            var model = new List<int>();
            int cells = 4;
            set.EnsureCapacity(cells);
            foreach ((int what, int cell) in operations)
            {
                int at = cell % cells;
                switch (what)
                {
                    case 0:
                        set.EnsureCapacity(cells += cell);
                        break;
                    case 1 or 2 or 3:
                        bool marked = !model.Contains(at);
                        if (set.Mark(at) != marked)
                        {
                            return false;
                        }

                        model.AddRange(marked ? [at] : []);
                        break;
                    case 4:
                        if (set.Clear(at) != model.Remove(at))
                        {
                            return false;
                        }

                        break;
                    default:
                        // Takes what was marked first.
                        if (set.First >= 0 && (set.First != model[0] || !set.Clear(model[0])))
                        {
                            return false;
                        }

                        model = [.. model.Skip(1)];
                        break;
                }

                if (set.Count != model.Count || set.First != (model.Count == 0 ? -1 : model[0]) || Enumerable.Range(0, cells).Any(one => set.Contains(one) != model.Contains(one)))
                {
                    return false;
                }
            }

            List<int> taken = [];
            while (set.First >= 0)
            {
                taken.Add(set.First);
                set.Clear(set.First);
            }

            return taken.SequenceEqual(model);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    [Fact]
    public void Mark_CellThatChangesAllTheTime_DoesNotHoldUpTheOthers()
    {
        var set = new DirtySet();
        set.EnsureCapacity(2);
        set.Mark(0);
        set.Mark(1);
        Assert.False(set.Mark(0));
        set.Clear(0);
        set.Mark(0);
        Assert.Equal(1, set.First);
    }

    private static Gen<(int What, int Cell)[]> Operations =>
        (from what in Gen.Choose(0, 5)
         from cell in Gen.Choose(0, 40)
         select (what, cell)).ArrayOf();
}
