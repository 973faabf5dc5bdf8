namespace BarberPro.Dashboard.Access;

internal enum ActorKind
{
    System,
    Person,
    Key,
    Wall,
    Stranger,
}

/// <summary>Who acts. <paramref name="Id"/> is the person's or key's own, <paramref name="Address"/> where the request came from (none for the program itself).</summary>
internal sealed record Actor(ActorKind Kind, string Id, string Name, string? Address)
{
    /// <summary>The program, acting by itself.</summary>
    public static Actor Itself { get; } = new(ActorKind.System, "system", "system", null);

    public static Actor Stranger(string? address) => new(ActorKind.Stranger, "", "", address);
}
