namespace BarberPro.Benchmarks;

/// <summary>One or more figures, measured alone on the machine. A figure that is a ratio measures both sides in the same run.</summary>
internal interface IBench
{
    /// <summary>What chooses it on the command line.</summary>
    string Name { get; }

    Task<IReadOnlyList<Row>> RunAsync(BenchSettings settings, CancellationToken cancellationToken);
}

/// <param name="Quick">Fewer connections, rows and seconds: shows that the bench runs, not what it would measure.</param>
internal sealed record BenchSettings(bool Quick)
{
    public T Either<T>(T full, T quick) => Quick ? quick : full;

    public static void Say(string text) => Console.Error.WriteLine($"  {text}");
}

/// <summary>A line of the table.</summary>
/// <param name="Figure">What was measured.</param>
/// <param name="Goal">What it must reach, in words.</param>
/// <param name="Measured">What it reached, with both sides where it is a ratio.</param>
/// <param name="Reached">Null where there is no goal, or it could not be measured.</param>
internal sealed record Row(string Figure, string Goal, string Measured, bool? Reached)
{
    public static Row NotMeasured(string figure, string goal, string why) => new(figure, goal, $"not measured: {why}", null);
}
