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

    /// <summary>Whether nothing of the subscription follows.</summary>
    public bool AreFinal { get; private set; }

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
        $"statement: {s.Matched} matched = {s.Delivered} delivered + {s.Conflated} collapsed (rate {s.ConflatedByRate}, socket {s.ConflatedBySocket}, budget {s.ConflatedByBudget}, server {s.ConflatedByServer}) + {s.Filtered} filtered + {s.Discarded} discarded + {s.Pending} pending; snapshot {s.Snapshot}, positions {s.FirstSequence} to {s.LastSequence}; {(_difference.AddsUp ? "adds up" : "does not add up")}");

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
        ["first_seq"] = s.FirstSequence,
        ["last_seq"] = s.LastSequence,
        ["adds_up"] = _difference.AddsUp,
    });
}
