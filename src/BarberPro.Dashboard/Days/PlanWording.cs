using Microsoft.Extensions.Localization;

namespace BarberPro.Dashboard.Days;

/// <summary>Changes and faults of a plan in words.</summary>
internal static class PlanWording
{
    public static string Tell(PlanChange change, IStringLocalizer<DaysTexts> texts)
    {
        var part = change.Part == PlanPart.Fact ? texts[$"Fact-{change.Where}"].Value : texts[$"Part-{change.Part}"].Value;
        var what = change.Kind == PlanChangeKind.Changed ? texts["ChangeFromTo", change.From, change.To].Value : change.To.Length > 0 ? change.To : change.From;
        return change.Part == PlanPart.Fact || change.Where.Length == 0
            ? texts[$"Change-{change.Kind}", part, what]
            : texts[$"Change-{change.Kind}-In", part, what, change.Where];
    }

    public static string Tell(PlanFault fault, IStringLocalizer<DaysTexts> texts) => texts[$"Fault-{fault.Kind}", [fault.Field, .. fault.Detail]];

    public static string Name<T>(T value) where T : struct, Enum => System.Text.Json.JsonNamingPolicy.CamelCase.ConvertName(value.ToString());
}
