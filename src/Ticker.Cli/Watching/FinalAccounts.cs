using System.Globalization;
using System.Text.Json;
using Ticker.Client.Subscriptions;
using Ticker.Protocol;

namespace Ticker.Cli.Watching;

/// <summary>The server's last statement of a subscription, and what it differs by from what came.</summary>
/// <param name="id">The subscription.</param>
/// <param name="asJson">Whether to tell it as JSON; otherwise as text.</param>
internal sealed class FinalAccounts(int id, bool asJson)
{
    private Statement? _statement;
    private StatementDifference _difference;
    private int _connections = 1;

    /// <summary>Whether nothing of the subscription follows.</summary>
    public bool AreFinal { get; private set; }

    /// <summary>The numbering of its positions; 0 = not known.</summary>
    public long Epoch { get; set; }

    /// <summary>Takes a message, right after it was read.</summary>
    public void Take(ServerMessage? message, IReadOnlyDictionary<int, ReceivedAccounts> received)
    {
        (_statement, AreFinal) = message switch
        {
            Statement statement when statement.Id == id => (statement, false),
            Unsubscribed end when end.Id == id => (end.Final ?? _statement, true),
            _ => (_statement, AreFinal),
        };
        if (message is Statement or Unsubscribed && _statement is not null)
        {
            // A subscription that ended before it was begun has received nothing.
            _difference = received.TryGetValue(id, out ReceivedAccounts? accounts) ? accounts.Compare(_statement) : default;
        }
    }

    /// <summary>Takes a statement that a client has compared with what came.</summary>
    /// <param name="statement">The statement, of the present connection.</param>
    /// <param name="difference">How it differs.</param>
    /// <param name="connections">How many connections there have been.</param>
    /// <param name="isEnding">Whether the subscription's end was asked for: before that, none is final.</param>
    public void Take(Statement statement, StatementDifference difference, int connections, bool isEnding) =>
        (_statement, _difference, _connections) = isEnding ? (statement, difference, connections) : (_statement, _difference, _connections);

    /// <summary>Tells them in one line, if there are any.</summary>
    /// <exception cref="CommandException">They do not add up.</exception>
    public void Tell(TextWriter output)
    {
        if (_statement is not { } statement)
        {
            return;
        }

        output.WriteLine(asJson ? Json(statement) : Text(statement));
        if (!_difference.AddsUp)
        {
            throw new CommandException(ExitCode.Failed, $"the server's statement does not add up with what came: {_difference}");
        }
    }

    private string Text(Statement s) => string.Create(
        CultureInfo.InvariantCulture,
        $"statement: {s.Matched} matched = {s.Delivered} delivered + {s.Conflated} collapsed (rate {s.ConflatedByRate}, socket {s.ConflatedBySocket}, budget {s.ConflatedByBudget}, server {s.ConflatedByServer}) + {s.Filtered} filtered + {s.Discarded} discarded + {s.Pending} pending; snapshot {s.Snapshot}, positions {s.FirstSequence} to {s.LastSequence}{(Epoch > 0 ? $" of {Epoch}" : "")}; {(_connections > 1 ? $"of the last of {_connections} connections, " : "")}{(_difference.AddsUp ? "adds up" : "does not add up")}");

    private string Json(Statement s) => JsonSerializer.Serialize(new Dictionary<string, object>
    {
        ["kind"] = "statement",
        ["matched"] = s.Matched,
        ["delivered"] = s.Delivered,
        ["conflated"] = new Dictionary<string, long>
        {
            ["rate"] = s.ConflatedByRate,
            ["socket"] = s.ConflatedBySocket,
            ["budget"] = s.ConflatedByBudget,
            ["server"] = s.ConflatedByServer,
        },
        ["filtered"] = s.Filtered,
        ["discarded"] = s.Discarded,
        ["pending"] = s.Pending,
        ["snapshot"] = s.Snapshot,
        ["epoch"] = Epoch,
        ["first_seq"] = s.FirstSequence,
        ["last_seq"] = s.LastSequence,
        ["connections"] = _connections,
        ["adds_up"] = _difference.AddsUp,
    });
}
