using System.Collections.Immutable;
using BarberPro.Dashboard.Ui;

namespace BarberPro.Dashboard.Targets;

/// <summary>A minute of the evidence.</summary>
public sealed record MinuteView(string Clock, string Link, string Value, string Samples, string Baseline);

/// <summary>The interval of a projection as shares of its picture, 0 to 100.</summary>
public sealed record IntervalView(double Low, double High, double Value, double Limit);

/// <summary>What the elements draw of a target: JSON and numbers in base units, never for people.</summary>
public sealed record DrawingView(string Cells, string Events, string Limit, string Comparison, string Far, string Key, string Labels, string Over, string SparkMode, string SparkLimit,
    string Lines, string Target, string Scale, string Unit, int Decimals, string Beyond);

/// <summary>A target in the words and numbers of one language: what components show as it is.</summary>
public sealed record TargetView
{
    public required string Key { get; init; }
    public required string Section { get; init; }

    /// <summary>As the API writes it.</summary>
    public required string Verdict { get; init; }

    /// <summary>The class of its colour: met, risk, missed, unknown, stale.</summary>
    public required string Tone { get; init; }
    public required string Word { get; init; }
    public required string Since { get; init; }
    public required string Title { get; init; }
    public required string Threshold { get; init; }
    public required string Limit { get; init; }
    public required ImmutableArray<NumberPiece> Value { get; init; }
    public required string Statistic { get; init; }
    public required string Five { get; init; }
    public required bool? FiveInside { get; init; }
    public required string Baseline { get; init; }
    public required string BaselineDifference { get; init; }
    public required string Projected { get; init; }
    public required string ProjectedRange { get; init; }
    public required IntervalView? Interval { get; init; }
    public required string Inside { get; init; }
    public required string Outside { get; init; }
    public required string Missing { get; init; }

    /// <summary>In place of the minutes, where those say little.</summary>
    public required string Caption { get; init; }
    public required string WorstWord { get; init; }
    public required string WorstClock { get; init; }
    public required string WorstLink { get; init; }
    public required string WorstValue { get; init; }
    public required bool IsBlank { get; init; }
    public required string Samples { get; init; }
    public required string SampleUnit { get; init; }

    /// <summary>Empty while the newest value is fresh.</summary>
    public required string Age { get; init; }
    public required string Delta { get; init; }
    public required string DeltaRest { get; init; }
    public required string Note { get; init; }

    /// <summary>The note says why the verdict is not met.</summary>
    public required bool NoteSpeaks { get; init; }
    public required string Reviewer { get; init; }
    public required string ReviewedAt { get; init; }
    public required ImmutableArray<NoteView> Notes { get; init; }
    public required string About { get; init; }
    public required string Formula { get; init; }
    public required DrawingView Drawing { get; init; }
    public required Func<ImmutableArray<MinuteView>> WorstMinutes { get; init; }

    public bool IsMet => Verdict == "met";

    public bool IsManual => Verdict == "manual";
}

public sealed record NoteView(string Text, string By);
