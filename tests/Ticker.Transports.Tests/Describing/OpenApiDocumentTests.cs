using System.Text.Json.Nodes;
using Ticker.Engine.Access;
using Ticker.Protocol.Describing;
using Ticker.Transports.Describing;

namespace Ticker.Transports.Tests.Describing;

public sealed class OpenApiDocumentTests
{
    private static readonly DescribedEndpoint Endpoint = new("/v1/thing", "thing", "Gives a thing.")
    {
        Needs = null,
        Parameters =
        [
            new("name", "Which.", () => Schema.Text()) { IsRequired = true },
            new("also", "Which others.", () => Schema.Text()) { IsRepeated = true },
            new("If-None-Match", "A tag.", () => Schema.Text()) { IsHeader = true },
        ],
        Answers = [new(200, "It.", ("application/json", () => Schema.Boolean()), ("text/csv", () => Schema.Text())), new(304, "The same."), DescribedAnswer.Problem(400, "Wrong.")],
    };

    [Fact]
    public void Build_AnEndpointThatNeedsARight_TellsHowToProveItAndWhatElseMayCome()
    {
        JsonNode operation = OpenApiDocument.Build([Endpoint with { Needs = Right.Read }])["paths"]!["/v1/thing"]!["get"]!;

        Assert.Equal(["bearer", "ticket"], operation["security"]!.AsArray().SelectMany(one => one!.AsObject().Select(pair => pair.Key)));
        string[] statuses = [.. operation["responses"]!.AsObject().Select(pair => pair.Key)];
        Assert.All(["401", "403", "429"], status => Assert.Contains(status, statuses));
    }

    [Fact]
    public void Build_AnEndpoint_TellsItsParametersAndAnswers()
    {
        JsonNode get = OpenApiDocument.Build([Endpoint])["paths"]!["/v1/thing"]!["get"]!;

        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""
                [
                  {"name":"name","in":"query","description":"Which.","schema":{"type":"string"},"required":true},
                  {"name":"also","in":"query","description":"Which others.","schema":{"type":"array","items":{"type":"string"}}},
                  {"name":"If-None-Match","in":"header","description":"A tag.","schema":{"type":"string"}}
                ]
                """),
            get["parameters"]));
        Assert.Equal(["200", "304", "400"], get["responses"]!.AsObject().Select(answer => answer.Key));
        Assert.Equal(["application/json", "text/csv"], get["responses"]!["200"]!["content"]!.AsObject().Select(body => body.Key));
        Assert.Null(get["responses"]!["304"]!["content"]);
        Assert.Equal(["application/problem+json"], get["responses"]!["400"]!["content"]!.AsObject().Select(body => body.Key));
    }

    [Fact]
    public void Build_WhateverTheOrder_IsInTheOrderOfPaths()
    {
        DescribedEndpoint other = Endpoint with { Path = "/v1/another" };

        Assert.Equal(["/v1/another", "/v1/thing"], OpenApiDocument.Build([Endpoint, other])["paths"]!.AsObject().Select(path => path.Key));
    }

    [Fact]
    public void QueryNames_OfAnEndpoint_AreThoseThatStandInTheUrl() => Assert.Equal(["name", "also"], Endpoint.QueryNames);
}
