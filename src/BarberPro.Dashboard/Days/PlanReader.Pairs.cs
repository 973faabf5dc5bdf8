using System.Globalization;

namespace BarberPro.Dashboard.Days;

/// <summary>The "key: value" lines of a plan, and the hours in a block's heading.</summary>
internal sealed partial class PlanReader
{
    /// <returns>True when the line is made of pairs that a plan has; each is then read, or the line reported.</returns>
    private bool ReadPairs(PlanText line)
    {
        if (line.Text.Length > PlanImporter.LongestText)
        {
            return false;
        }

        var pairs = line.Text.Split([" · ", " | "], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(PlanLine.Pair).ToList();
        if (pairs.Count == 0 || !pairs.TrueForAll(pair => pair is { } found && IsPair(found.Key)))
        {
            return false;
        }

        source.Place(line.Line, "fact");
        foreach (var (key, value) in pairs.Select(pair => pair!.Value))
        {
            if (!ReadPair(key, value, line.Line))
            {
                source.Report(line.Line);
            }
        }

        return true;
    }

    private bool IsPair(string key) => key switch
    {
        "prepared by" or "author" or "date" or "launch day id" or "launch id" or "next review" or "escalation contact" or "time zone" or "timezone" or "zone" => true,
        "priority" or "effort" => Section is PlanSection.Area,
        _ => false,
    };

    private bool ReadPair(string key, string value, int line)
    {
        switch (key)
        {
            case "priority": return ReadPriority(value);
            case "effort": return ReadEffort(value, line);
            case "date": return _known.Add("date") && ReadDate(value, line);
            case "time zone" or "timezone" or "zone": return _known.Add("zone") && ReadZone(value);
            case "prepared by" or "author": return Once("author", () => _parts.Author = value);
            case "launch day id" or "launch id": return Once("launch id", () => _parts.LaunchId = value);
            case "next review": return Once("next review", () => _parts.NextReview = value);
            default: return Once("escalation contact", () => _parts.EscalationContact = value);
        }
    }

    /// <summary>The first one counts; another that says something else is reported.</summary>
    private bool Once(string key, Action set)
    {
        if (!_known.Add(key))
        {
            return false;
        }

        set();
        return true;
    }

    private bool ReadPriority(string value)
    {
        var area = _parts.Areas[^1];
        if (area.Priority.Length > 0 || value.ToUpperInvariant() is not ("CRITICAL" or "HIGH" or "MEDIUM" or "LOW"))
        {
            return false;
        }

        area.Priority = char.ToUpperInvariant(value[0]) + value[1..].ToLowerInvariant();
        return true;
    }

    private bool ReadEffort(string value, int line)
    {
        var area = _parts.Areas[^1];
        if (area.Effort is not null || PlanTimes.ParseDuration(value) is not { } hours)
        {
            return false;
        }

        if (hours < 0)
        {
            _parts.Faults.Add(new PlanFault(PlanFaultKind.NegativeHours, line, area.Title, value));
        }

        area.Effort = hours;
        return true;
    }

    private bool ReadDate(string value, int line)
    {
        var (date, zone, whole) = PlanTimes.ParseDate(value);
        if (date is null)
        {
            _parts.Faults.Add(new PlanFault(PlanFaultKind.BadDate, line, "date", value));
        }

        _parts.Date = date;
        _parts.DateLine = line;
        return whole && (zone.Length == 0 || ReadZone(zone));
    }

    private bool ReadZone(string name)
    {
        if (PlanZones.Find(name) is not { } zone)
        {
            return false;
        }

        _parts.Zone ??= zone;
        return true;
    }

    /// <returns>False where the heading's hours can't be read: then what is under it has no place.</returns>
    private bool ReadBlock(int line, string heading)
    {
        var hours = PlanTimes.FindHours(heading)!;
        var title = hours.Outside.Length > 0 ? hours.Outside : hours.Label.Length > 0 ? hours.Label : string.Create(CultureInfo.InvariantCulture, $"{hours.From}-{hours.To}");
        if (PlanTimes.Parse(hours) is not { } times)
        {
            _parts.Faults.Add(new PlanFault(PlanFaultKind.BadHours, line, title, $"{hours.From}-{hours.To}"));
            return false;
        }

        var zone = hours.Zone.Length == 0 ? null : PlanZones.Find(hours.Zone);
        if (zone is null && hours.Zone.Length > 0)
        {
            source.Report(line);
        }

        _parts.Blocks.Add(new BlockDraft(hours.Label.Length > 0 ? hours.Label : title, title, times.From, times.To, zone, line));
        return true;
    }
}
