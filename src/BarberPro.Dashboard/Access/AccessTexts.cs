namespace BarberPro.Dashboard.Access;

/// <summary>Names the resources of people, keys and sign-in.</summary>
public sealed class AccessTexts;
