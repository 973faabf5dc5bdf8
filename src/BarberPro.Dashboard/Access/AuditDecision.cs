namespace BarberPro.Dashboard.Access;

/// <summary>What an endpoint or page leaves in the audit when it does what it is there for. Each says this or <see cref="ReadsOnlyAttribute"/>; refusals are recorded whatever it says.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RecordsAttribute(params string[] actions) : Attribute
{
    public IReadOnlyList<string> Actions => actions;
}

/// <summary>Nothing is changed and nothing is taken along, so nothing is recorded.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class ReadsOnlyAttribute : Attribute;

/// <summary>Why a stranger may come here.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class OpenAttribute(string reason) : Attribute
{
    public string Reason => reason;
}

internal static class AuditDecision
{
    public static TBuilder Records<TBuilder>(this TBuilder builder, params string[] actions) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new RecordsAttribute(actions));

    public static TBuilder ReadsOnly<TBuilder>(this TBuilder builder) where TBuilder : IEndpointConventionBuilder => builder.WithMetadata(new ReadsOnlyAttribute());

    /// <summary>For anybody, and why.</summary>
    public static TBuilder Open<TBuilder>(this TBuilder builder, string reason) where TBuilder : IEndpointConventionBuilder => builder.AllowAnonymous().WithMetadata(new OpenAttribute(reason));
}
