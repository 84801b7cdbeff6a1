using Ticker.Engine.Access;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Access;

/// <summary>How tickets are asked for. Stateless.</summary>
public static class TicketDescription
{
    /// <summary><c>POST /v1/tickets</c>.</summary>
    public static DescribedEndpoint Endpoint { get; } = new("/v1/tickets", "tickets", "A ticket for one connection of clients that can set no header: it goes into the URL as ?ticket=, once, and soon.")
    {
        Method = "post",
        Needs = Right.Read,
        IsConnection = false,
        Answers =
        [
            new(201, "The ticket.", ("application/json", () => Schema.Object(
                new SchemaKey("ticket", Schema.Text()), new("expires_in_ms", Schema.Integer(1))))),
            DescribedAnswer.Problem(404, "Authentication is off: nobody needs a ticket."),
            DescribedAnswer.Problem(503, "Too many tickets wait to be used."),
        ],
    };
}
