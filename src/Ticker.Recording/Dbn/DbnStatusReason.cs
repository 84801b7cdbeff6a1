using System.Diagnostics.CodeAnalysis;

namespace Ticker.Recording.Dbn;

/// <summary>Why a status changed. The names speak for themselves.</summary>
[SuppressMessage("Design", "CA1027:Mark enums with FlagsAttribute", Justification = "They are codes.")]
internal enum DbnStatusReason : ushort
{
    None = 0,
    Scheduled = 1,
    SurveillanceIntervention = 2,
    MarketEvent = 3,
    InstrumentActivation = 4,
    InstrumentExpiration = 5,
    RecoveryInProcess = 6,
    Regulatory = 10,
    Administrative = 11,
    NonCompliance = 12,
    FilingsNotCurrent = 13,
    SecTradingSuspension = 14,
    NewIssue = 15,
    IssueAvailable = 16,
    IssuesReviewed = 17,
    FilingReqsSatisfied = 18,
    NewsPending = 30,
    NewsReleased = 31,
    NewsAndResumptionTimes = 32,
    NewsNotForthcoming = 33,
    OrderImbalance = 40,
    LuldPause = 50,
    Operational = 60,
    AdditionalInformationRequested = 70,
    MergerEffective = 80,
    Etf = 90,
    CorporateAction = 100,
    NewSecurityOffering = 110,
    MarketWideHaltLevel1 = 120,
    MarketWideHaltLevel2 = 121,
    MarketWideHaltLevel3 = 122,
    MarketWideHaltCarryover = 123,
    MarketWideHaltResumption = 124,
    QuotationNotAvailable = 130,
}
