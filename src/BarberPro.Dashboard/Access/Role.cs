namespace BarberPro.Dashboard.Access;

/// <summary>What a person or a key may do; each role may also do what those before it may.</summary>
internal enum Role
{
    /// <summary>Looks.</summary>
    Viewer = 1,

    /// <summary>Boards, notes, acknowledgements.</summary>
    Member = 2,

    /// <summary>Changes, rehearsals, rollbacks.</summary>
    Operator = 3,

    /// <summary>Plan import, closing the day, people of the team.</summary>
    Lead = 4,

    /// <summary>All, and the keys.</summary>
    Admin = 5,
}

/// <summary>The names of the authorization policies: one a role (it, or a higher one), and one for what a wall's screen may see too.</summary>
internal static class Policies
{
    public const string Viewer = "viewer";
    public const string Member = "member";
    public const string Operator = "operator";
    public const string Lead = "lead";
    public const string Admin = "admin";

    /// <summary>A viewer, or a screen signed in by its wall key.</summary>
    public const string Screen = "screen";
}
