using Ticker.Engine.Conflate;
using Ticker.Engine.Mailboxes;
using Ticker.Protocol;

namespace Ticker.Engine.Tests.Mailboxes;

/// <summary>
/// A mailbox and one that keeps every tick go through the same life, of which one seed is one; they must give out the
/// same, and account for the same, at every step.
/// </summary>
public sealed class MailboxModelTests
{
    private const int Seeds = 400;
    private const int Steps = 600;
    private const int Instruments = 6;

    [Fact]
    public void Mailbox_AnyLife_IsAsOneThatKeepsEveryTick()
    {
        (int overflows, int replaceable, int notReplaceable, int passedOver) = (0, 0, 0, 0);
        for (int seed = 1; seed <= Seeds; seed++)
        {
            var life = new Life(seed);
            life.Live();
            overflows += life.Overflows;
            replaceable += life.Replaceable;
            notReplaceable += life.NotReplaceable;
            passedOver += life.PassedOver;
        }

        Assert.True(
            overflows > 20 && replaceable > 20 && notReplaceable > 20 && passedOver > 200,
            $"{overflows} overflows, {replaceable} times replaceable, {notReplaceable} times not, {passedOver} quotes passed over");
    }

    private sealed class Life
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly MailboxRun _run = new(Instruments);
        private readonly Dictionary<uint, ulong> _newest = [];
        private readonly NaiveMailbox _model;
        private readonly List<uint> _instrumentOf = [1, 2, 3, 4];
        private Mailbox _mailbox;
        private Mailbox? _twin;
        private Dictionary<uint, long> _twinSent = [];
        private bool _twinIsQuiet;
        // Cells whose quotes the mailbox said it need not be told of.
        private readonly HashSet<int> _settled = [];
        private ulong _sequence;
        private long _now = 1_000;
        private int _step;

        public Life(int seed)
        {
            (_seed, _random) = (seed, new Random(seed));
            Pace pace = AnyPace((TickKinds)((_random.Next(7) + 1) << 1));
            (_mailbox, _model) = (Fresh(pace, _instrumentOf.Count), new NaiveMailbox(pace, _instrumentOf));
        }

        public int Overflows => _model.Overflows;

        public int Replaceable { get; private set; }

        public int NotReplaceable { get; private set; }

        public int PassedOver { get; private set; }

        // Hardly anything but large trades of one instrument, and seldom a message.
        private bool IsOfLargeTrades => _seed % 8 == 1;

        public void Live()
        {
            for (_step = 0; _step < Steps; _step++)
            {
                Step(_random.Next(100));
                AssertSame();
            }

            _mailbox.Paused = _model.Paused = false;
            for (int i = 0; i < 2_000 && _mailbox.HasPending; i++)
            {
                _now += 10;
                Fill();
            }

            Assert.False(_mailbox.HasPending, Where("something stays for ever"));
        }

        private void Step(int what)
        {
            if (what >= 70)
            {
                _settled.Clear();
            }

            switch (what)
            {
                case < 70:
                    Take();
                    break;
                case < 82 when !IsOfLargeTrades || what == 70:
                    _now += _random.Next(60);
                    Fill();
                    break;
                case < 82:
                    Take();
                    break;
                case < 88:
                    _twin = null;
                    _mailbox.Pace = AnyPace(_mailbox.Pace.Kinds);
                    _model.ChangePace(_mailbox.Pace);
                    break;
                case < 92:
                    _mailbox.Paused = _model.Paused = !_model.Paused;
                    break;
                case < 95:
                    Part();
                    break;
                case < 99:
                    Move();
                    break;
                default:
                    _mailbox.Discard([.. _instrumentOf], _run.Slots);
                    _model.Discard();
                    break;
            }
        }

        // Goes on with a copy. What it left stays as it is, and may take its place when nothing came sooner to it.
        private void Part()
        {
            _twin?.Discard([.. _instrumentOf], _run.Slots);
            _twin = _mailbox;
            _twinIsQuiet = _model.IsQuiet;
            _twinSent = Sent();
            _mailbox = _twin.TryClone()!;
        }

        private Dictionary<uint, long> Sent() => _model.Pace.Mode != DeliveryMode.Interval ? []
            : _model.Cells.Where(cell => cell.Sent is not null).ToDictionary(cell => cell.Instrument, cell => cell.Sent!.Value);

        private void AssertReplaceable()
        {
            if (_twin is null)
            {
                return;
            }

            bool may = _twinIsQuiet && _model.IsQuiet && Sent().All(sent => _twinSent.TryGetValue(sent.Key, out long at) && at >= sent.Value);
            Assert.True(_mailbox.CanBeReplacedBy(_twin) == may, Where("replaceable"));
            Replaceable += may ? 1 : 0;
            NotReplaceable += _twinIsQuiet && _model.IsQuiet && !may ? 1 : 0;
        }

        private void Take()
        {
            Tick tick = AnyTick();
            ref Slot slot = ref _run.Slots[tick.Instrument];
            int cell = _instrumentOf.IndexOf(tick.Instrument);
            if (cell >= 0)
            {
                bool isPlainQuote = tick.Kind == TickKind.Quote && !tick.Flags.HasFlag(TickFlags.GapBefore);
                bool isPassedOver = isPlainQuote && _settled.Contains(cell);
                bool busy = isPassedOver || _random.Next(2) == 0;
                bool expected = _model.OnTick(_model.Cells[cell], tick, busy);
                Assert.True(expected == (isPassedOver || _mailbox.OnTick(cell, in tick, in slot, busy)), Where($"taken or not: {tick}"));
                PassedOver += isPassedOver ? 1 : 0;
                if (tick.Kind != TickKind.Quote || !busy || !_mailbox.NeedsNoMore(cell))
                {
                    _settled.Remove(cell);
                }
                else
                {
                    _settled.Add(cell);
                }
            }

            slot.Apply(in tick);
        }

        private void Fill()
        {
            if (_mailbox.NextRelease <= _now)
            {
                _mailbox.Release(_now);
                _model.Release(_now);
            }

            AssertSame();
            int size = _random.Next(3) == 0 ? 40_000 : _random.Next(136, 400);
            List<(Tick Tick, Collapsed Collapsed)> received = MailboxRun.ReadAll(size, (ref DataMessageWriter writer) =>
            {
                _mailbox.Fill(ref writer, _instrumentOf.ToArray(), _run.Slots, _run.Registry, _now);
                return true;
            });
            List<(Tick Tick, Collapsed Collapsed)> expected = _model.Take(received.Count, _now);
            Assert.True(received.Select(Text).SequenceEqual(expected.Select(Text)), Where($"\n got {string.Join(", ", received.Select(Text))}\n for {string.Join(", ", expected.Select(Text))}"));
            Assert.True(size < 40_000 || !_mailbox.HasDue, Where("not all that was due"));
            foreach ((Tick tick, _) in received)
            {
                Assert.True(tick.Sequence > _newest.GetValueOrDefault(tick.Instrument), Where($"went back: {tick}"));
                _newest[tick.Instrument] = tick.Sequence;
            }
        }

        // Cells change places, some go, and some that were not there come.
        private void Move()
        {
            List<uint> instruments = [.. Enumerable.Range(1, Instruments).Select(n => (uint)n).Where(_ => _random.Next(4) > 0).OrderBy(_ => _random.Next())];
            Mailbox target = Fresh(_mailbox.Pace, instruments.Count);
            _mailbox.MoveTo(target, [.. _instrumentOf.Select(instrument => instruments.IndexOf(instrument))], [.. _instrumentOf], _run.Slots);
            Assert.Equal((0, default), (_mailbox.Pending, _mailbox.Settle([.. _instrumentOf], _run.Slots)));
            foreach (NaiveMailbox.Cell gone in _model.Cells.Where(cell => !instruments.Contains(cell.Instrument)).ToList())
            {
                _model.Remove(gone);
            }

            NaiveMailbox.Cell[] kept = [.. _model.Cells];
            _model.Cells.Clear();
            _model.Cells.AddRange(instruments.Select(instrument => kept.FirstOrDefault(cell => cell.Instrument == instrument) ?? new NaiveMailbox.Cell { Instrument = instrument }));
            _instrumentOf.Clear();
            _instrumentOf.AddRange(instruments);
            (_mailbox, _twin) = (target, null);
        }

        private void AssertSame()
        {
            AssertReplaceable();
            Accounts accounts = _mailbox.Settle(_instrumentOf.ToArray(), _run.Slots);
            Assert.True(accounts.Balance, Where($"{accounts}"));
            Assert.True(_model.Settle() == accounts, Where($"\n {accounts}\n {_model.Settle()}"));
            Assert.True(_model.OverBudget == _mailbox.IsOverBudget, Where("over budget"));
            Assert.True(_model.Pending == _mailbox.Pending, Where("pending"));
            Assert.True(_mailbox.HasDue == (!_model.Paused && (_model.Line.Count > 0 || _model.Due.Count > 0)), Where("due"));
            long next = _model.Cells.Where(cell => cell.Sent is not null && _model.Pace.Mode == DeliveryMode.Interval).Select(_model.EndOf).DefaultIfEmpty(long.MaxValue).Min();
            Assert.True(_mailbox.NextRelease == next, Where("next release"));
        }

        private Tick AnyTick()
        {
            Tick tick = _run.Next(_random, ++_sequence);
            if (IsOfLargeTrades && _random.Next(4) > 0)
            {
                return new Tick { Kind = TickKind.Trade, Instrument = 1, Sequence = _sequence, Price = _random.Next(-100, 100), Size = Tick.MaxMantissa };
            }

            long size = _random.Next(3) > 0 ? Tick.MaxMantissa : _random.Next(1_000);
            return tick.Kind switch
            {
                TickKind.Quote => tick with { BidPrice = _random.Next(4) == 0 ? Tick.NoPrice : _random.Next(-50, 50), AskPrice = _random.Next(4) == 0 ? Tick.NoPrice : _random.Next(50) },
                TickKind.Trade => tick with { Price = _random.Next(-100, 100), Size = _seed % 5 == 0 ? size : _random.Next(1_000) },
                _ => tick,
            };
        }

        private Pace AnyPace(TickKinds kinds) => SoloMailbox.Pace(
            (DeliveryMode)_random.Next(3),
            intervalMs: _random.Next(1, 30),
            budget: _random.Next(1, 20),
            onSlow: (OnSlow)_random.Next(3),
            conflateTrades: _random.Next(3) == 0,
            summary: _random.Next(2) == 0) with
        {
            Kinds = kinds,
        };

        private static Mailbox Fresh(Pace pace, int cells)
        {
            var mailbox = new Mailbox(pace);
            for (int i = 0; i < cells; i++)
            {
                mailbox.AddCell();
            }

            return mailbox;
        }

        private static string Text((Tick Tick, Collapsed Collapsed) one) =>
            $"{one.Tick.Kind} {one.Tick.Sequence} {one.Tick.Flags} {(one.Collapsed.IsMany ? one.Collapsed : default)}";

        private string Where(string what) => $"seed {_seed}, step {_step}: {what}";
    }
}
